import ParlanceArrays

/// What a static graph has learned of its runs on a device.
struct GraphRepetition {
  /// The room of what a run uploads; nil before a run that read nothing back.
  fileprivate var uploadBytes: Int?
  fileprivate var recording: GraphRecording?
  /// Times that the work may still be looked at, or written down anew since arrays have moved.
  fileprivate var attempts = Self.most

  /// So that a graph whose arrays move all the time is not written down all the time.
  fileprivate static let most = 4
}

/// A run that was written down.
private struct GraphRecording {
  let work: any DeviceRecording
  /// The memory of parameters and inputs that it reads, by node.
  let places: [Int: UInt]
  /// The arrays that inputs are copied to.
  var inputs: [Int: NDArray]
  /// The uploads that are ids, and the nodes of these.
  let ids: [(upload: Int, node: Int)]
  /// What its products round to.
  let precision: Precision
  /// How often it was done.
  var count = 0
}

extension StaticGraph {
  /// Whether the last run was one piece of work of its device.
  ///
  /// A card of CUDA writes down what a run asks for, kernels, products and copies, where nothing of it comes home in
  /// between and all parameters lie on the card. Results are copies then, and a parameter that moves to other memory
  /// costs a run of single functions.
  public var isRecorded: Bool { repetition.recording != nil }

  /// Does all instructions as one piece of work; false where they are still to be done.
  func runRecorded() -> Bool {
    guard let device = slots.first?.device, let backend = device.backend, repetition.attempts > 0
    else { return false }
    if repetition.recording != nil { return repeated(on: backend) }
    guard let bytes = repetition.uploadBytes else {
      watch(backend)
      return true
    }
    repetition.recording = recorded(on: backend, bytes)
    if repetition.recording == nil { repetition.attempts = 0 }
    return repetition.recording.map { $0.work.run(replacing: []) } != nil
  }

  /// Does all instructions one by one, and looks what goes between the host and the device.
  private func watch(_ backend: any DeviceBackend) {
    // What goes there once does not count.
    for array in given.values { _ = array.buffer(on: backend) }
    let before = backend.traffic
    plan.instructions.forEach(run)
    let after = backend.traffic
    repetition.attempts -= 1
    if before.downloads == after.downloads {
      repetition.uploadBytes = after.uploadedBytes - before.uploadedBytes
    }
  }

  private func recorded(on backend: any DeviceBackend, _ uploadBytes: Int) -> GraphRecording? {
    let device = Device(backend)
    var (inputs, places): ([Int: NDArray], [Int: UInt]) = ([:], [:])
    for (node, operation) in tape.nodes.map(\.operation).enumerated() {
      guard let array = given[node] else { continue }
      switch operation {
      case .input:
        inputs[node] = array.moved(to: device).apart()
        given[node] = inputs[node]
      case .parameter: if array.device != device { return nil }
      default: given[node] = array.moved(to: device)
      }
      // Goes there before, and not at each repetition.
      places[node] = given[node]!.buffer(on: backend).place
    }
    // Nobody else holds what the recording writes to; the old ones go first.
    slots = []
    slots = plan.slotCounts.map { count in Device.with(device) { NDArray(zeros: [count]) } }
    var (ids, isSimple): ([(upload: Int, node: Int)], Bool) = ([], true)
    let work = backend.record(uploading: uploadBytes) { uploads in
      for instruction in plan.instructions {
        let before = uploads()
        run(instruction)
        guard let node = instruction.inputs.first(where: { givenIds[$0] != nil }) else { continue }
        ids.append((before, node))
        isSimple = isSimple && uploads() == before + 1
      }
    }
    guard let work, isSimple,
      ids.allSatisfy({ work.byteCount(ofUpload: $0.upload) == 4 * givenIds[$0.node]!.count })
    else { return nil }
    return GraphRecording(
      work: work, places: places, inputs: inputs, ids: ids, precision: .current)
  }

  /// Does what was written down, with the values that are given now; false where arrays lie elsewhere than they did.
  private func repeated(on backend: any DeviceBackend) -> Bool {
    guard var recording = repetition.recording else { return false }
    repetition.recording = nil
    for node in recording.inputs.keys.sorted() {
      var own = recording.inputs.removeValue(forKey: node)!
      own.kernels.scatter(given[node]!, View(own.shape), &own)
      given[node] = own
      recording.inputs[node] = own
    }
    guard recording.precision == .current,
      recording.places.allSatisfy({ node, place in
        given[node]!.device.backend === backend && given[node]!.buffer(on: backend).place == place
      })
    else {
      repetition.attempts -= 1
      return false
    }
    recording.work.run(replacing: recording.ids.map { ($0.upload, givenIds[$0.node]!) })
    recording.count += 1
    if recording.count == 8 { repetition.attempts = GraphRepetition.most }
    repetition.recording = recording
    return true
  }
}
