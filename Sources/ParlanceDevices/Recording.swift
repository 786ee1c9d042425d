import CParlance
import ParlanceArrays

/// Work of an accelerator that was written down.
final class Recording: DeviceRecording {
  // Behind the accelerator's lock.
  private nonisolated(unsafe) let handle: OpaquePointer
  private let owner: Accelerator

  init(_ handle: OpaquePointer, _ owner: Accelerator) {
    (self.handle, self.owner) = (handle, owner)
  }

  deinit { owner.forget(handle) }

  func byteCount(ofUpload upload: Int) -> Int { pl_recording_bytes(handle, Int64(upload)) }

  func run(replacing uploads: [(upload: Int, ids: [Int32])]) {
    func add(_ place: Int, _ replacements: [pl_replacement]) {
      guard place < uploads.count else { return owner.run(handle, replacements) }
      let (upload, ids) = uploads[place]
      precondition(byteCount(ofUpload: upload) == 4 * ids.count, "Recording: another number of ids")
      ids.withUnsafeBytes {
        let own = $0.baseAddress.map { pl_replacement(upload: Int64(upload), host: $0) }
        add(place + 1, replacements + [own].compactMap(\.self))
      }
    }
    add(0, [])
  }
}
