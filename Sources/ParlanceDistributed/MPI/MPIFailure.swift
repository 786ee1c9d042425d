import Foundation
import ParlanceSystem

/// An error as it travels: its exit code and its words, in so many bytes.
struct MPIFailure {
  static let byteCount = 2048

  let code: Int32
  let text: String

  /// What a rank ends with. A stop that a signal asked for has the signal's number below zero.
  init(_ error: any Error) {
    switch error {
    case let error as InputError: (code, text) = (error.kind.rawValue, error.description)
    case let error as Interrupted: (code, text) = (-error.signal, "")
    default:
      (code, text) = (1, (error as? any LocalizedError)?.errorDescription ?? "\(error)")
    }
  }

  init(_ bytes: [UInt8]) {
    code = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    text = String(decoding: bytes[4...].prefix { $0 != 0 }, as: UTF8.self)
  }

  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    withUnsafeBytes(of: code) { bytes.replaceSubrange(0..<4, with: $0) }
    for (place, byte) in text.utf8.prefix(Self.byteCount - 5).enumerated() {
      bytes[4 + place] = byte
    }
    return bytes
  }

  /// The error on the ranks that it came to.
  func error(of rank: String) -> any Error {
    if code < 0 { return Interrupted(signal: -code) }
    return InputError(InputError.Kind(rawValue: code) ?? .failure, "\(rank): \(text)")
  }
}
