import ParlanceArrays
import ParlanceAutograd

/// How one rank's gradient of one parameter lies.
enum GradientForm: Equatable {
  case zero
  case dense
  case rows(Int)

  init(_ gradient: Gradient) {
    switch gradient {
    case .zero: self = .zero
    case .dense: self = .dense
    case .rows(let rows): self = rows.ids.isEmpty ? .zero : .rows(rows.ids.count)
    }
  }

  init(code: UInt64) { self = code == 0 ? .zero : code == .max ? .dense : .rows(Int(code)) }

  var code: UInt64 {
    switch self {
    case .zero: 0
    case .dense: .max
    case .rows(let count): UInt64(count)
    }
  }

  var rowCount: Int { if case .rows(let count) = self { count } else { 0 } }
}

/// The sum of all ranks' gradients, times their shares.
///
/// Whole arrays lie beside each other as one; each rank adds up one block of it, in the ranks' order,
/// and sends it to all. Rows of tables go to all ranks as rows, and each adds them up in that order; a
/// table of which the ranks have more than half is sent whole, with the rows' numbers: what a rule does
/// to rows alone must not hang on how they came.
struct GradientSum {
  let communicator: any Communicator
  let parameters: [Parameter]
  /// By rank and parameter.
  let forms: [[GradientForm]]
  /// Of this rank's gradients in the sum.
  let share: Double

  /// Sets the gradients to the sum.
  func take(_ gradients: inout Gradients) throws {
    let joint = parameters.indices.map(jointForm)
    for place in joint.indices where joint[place] == .zero {
      gradients[gradient: parameters[place]] = .zero
    }
    let tables = joint.indices.filter { joint[$0] == .dense && !columnOfForms($0).contains(.dense) }
    let ids = try rowNumbers(tables, gradients)
    for type in [ElementType.float32, .float64] {
      let places = joint.indices.filter { parameters[$0].value.elementType == type }
      try sumDense(places.filter { joint[$0] == .dense }, &gradients)
    }
    for (place, ids) in zip(tables, ids) { keepRows(ids, of: parameters[place], &gradients) }
    try sumRows(joint.indices.filter { joint[$0].rowCount > 0 }, &gradients)
  }

  private func columnOfForms(_ place: Int) -> [GradientForm] { forms.map { $0[place] } }

  /// How all ranks send a parameter's gradient.
  private func jointForm(_ place: Int) -> GradientForm {
    let all = columnOfForms(place)
    if all.contains(.dense) { return .dense }
    let rows = all.reduce(0) { $0 + $1.rowCount }
    if rows == 0 { return .zero }
    return rows > parameters[place].shape[0] / 2 ? .dense : .rows(rows)
  }

  // MARK: Whole arrays

  private func sumDense(_ places: [Int], _ gradients: inout Gradients) throws {
    guard let first = places.first else { return }
    let counts = places.map { parameters[$0].value.count }
    let total = counts.reduce(0, +)
    var all = NDArray(zeros: [total], like: parameters[first].value)
    let kernels = all.kernels
    let view = View([total])
    var start = 0
    for (place, count) in zip(places, counts) {
      defer { start += count }
      let parameter = parameters[place]
      let gradient = gradients[gradient: parameter]
      if forms[communicator.rank][place] == .zero { continue }
      kernels.scatter(
        gradient.array(parameter.shape, like: all).reshaped([count]),
        view.sliced(axis: 0, start: start, count: count), &all)
    }
    kernels.scale(share, &all)
    try sum(&all)
    start = 0
    for (place, count) in zip(places, counts) {
      gradients[gradient: parameters[place]] = .dense(
        kernels.slice(all, axis: 0, start: start, length: count)
          .reshaped(parameters[place].shape))
      start += count
    }
  }

  /// Block by block: each rank's is added up by it and sent to all.
  private func sum(_ all: inout NDArray) throws {
    let (size, rank, width) = (communicator.size, communicator.rank, all.elementType.byteCount)
    let each = (all.count + size - 1) / size
    let blocks = (0..<size).map { min(($0 + 1) * each, all.count) - min($0 * each, all.count) }
    let (mine, bytes) = (blocks[rank], blocks.map { $0 * width })
    var parts = NDArray(uninitialized: [size * mine], like: all)
    try all.withBytes { sent in
      try parts.withMutableBytes {
        try communicator.allToAll(
          sent, counts: bytes, into: $0,
          counts: [Int](repeating: bytes[rank], count: size))
      }
    }
    let kernels = all.kernels
    var block = kernels.slice(parts, axis: 0, start: 0, length: mine)
    for other in 1..<size {
      kernels.addScaled(
        1, kernels.slice(parts, axis: 0, start: other * mine, length: mine), &block)
    }
    try block.withBytes { sent in
      try all.withMutableBytes { try communicator.allGather(sent, into: $0, counts: bytes) }
    }
  }

  /// The rows that any rank has of some tables, ascending.
  private func rowNumbers(_ places: [Int], _ gradients: Gradients) throws -> [[Int32]] {
    if places.isEmpty { return [] }
    let sent = places.flatMap { ownRows($0, gradients)?.ids ?? [] }
    let counts = forms.map { form in places.reduce(0) { $0 + form[$1].rowCount } }
    var received = [Int32](repeating: 0, count: counts.reduce(0, +))
    try sent.withUnsafeBytes { sent in
      try received.withUnsafeMutableBytes {
        try communicator.allGather(
          sent, into: $0, counts: counts.map { $0 * MemoryLayout<Int32>.size })
      }
    }
    var begins = counts.indices.map { counts.prefix($0).reduce(0, +) }
    return places.map { place in
      var isThere = [Bool](repeating: false, count: parameters[place].shape[0])
      for rank in forms.indices {
        let end = begins[rank] + forms[rank][place].rowCount
        for id in received[begins[rank]..<end] { isThere[Int(id)] = true }
        begins[rank] = end
      }
      return isThere.indices.filter { isThere[$0] }.map(Int32.init)
    }
  }

  /// Makes of a whole table's gradient one of rows.
  private func keepRows(_ ids: [Int32], of parameter: Parameter, _ gradients: inout Gradients) {
    let all = gradients[parameter]
    gradients[gradient: parameter] = .rows(
      RowGradient(
        ids: ids, values: all.kernels.gatherRows(all, ids), tableShape: parameter.shape))
  }

  // MARK: Rows of tables

  private func sumRows(_ places: [Int], _ gradients: inout Gradients) throws {
    if places.isEmpty { return }
    // Of each table the numbers, then the rows' ids.
    var sent: [UInt8] = []
    for place in places {
      guard let rows = ownRows(place, gradients) else { continue }
      var values = rows.values
      values.kernels.scale(share, &values)
      values.withBytes { sent.append(contentsOf: $0) }
      rows.ids.withUnsafeBytes { sent.append(contentsOf: $0) }
    }
    let counts = forms.map { form in
      places.reduce(0) { $0 + form[$1].rowCount * bytesOfRow($1) }
    }
    var received = [UInt8](repeating: 0, count: counts.reduce(0, +))
    try sent.withUnsafeBytes { sent in
      try received.withUnsafeMutableBytes {
        try communicator.allGather(sent, into: $0, counts: counts)
      }
    }
    received.withUnsafeBytes { bytes in
      var begins = counts.indices.map { counts.prefix($0).reduce(0, +) }
      for place in places { gradients[gradient: parameters[place]] = sum(place, bytes, &begins) }
    }
  }

  private func ownRows(_ place: Int, _ gradients: Gradients) -> RowGradient? {
    guard forms[communicator.rank][place].rowCount > 0,
      case .rows(let rows) = gradients[gradient: parameters[place]]
    else { return nil }
    return rows
  }

  private func bytesOfRow(_ place: Int) -> Int {
    let parameter = parameters[place]
    let width = parameter.shape.dropFirst().reduce(1, *)
    return width * parameter.value.elementType.byteCount + MemoryLayout<Int32>.size
  }

  /// One table's rows from all ranks; `begins` moves on past them.
  private func sum(
    _ place: Int, _ bytes: UnsafeRawBufferPointer, _ begins: inout [Int]
  ) -> Gradient {
    let parameter = parameters[place]
    let counts = forms.map { $0[place].rowCount }
    let total = counts.reduce(0, +)
    let each = bytesOfRow(place) - MemoryLayout<Int32>.size
    var values = NDArray(
      uninitialized: [total] + parameter.shape.dropFirst(), like: parameter.value)
    var ids = [Int32](repeating: 0, count: total)
    values.withMutableBytes { values in
      ids.withUnsafeMutableBytes { ids in
        var row = 0
        for (rank, count) in counts.enumerated() {
          let middle = begins[rank] + count * each
          let end = middle + count * MemoryLayout<Int32>.size
          values[(row * each)...].copyBytes(from: bytes[begins[rank]..<middle])
          ids[(row * MemoryLayout<Int32>.size)...].copyBytes(from: bytes[middle..<end])
          begins[rank] = end
          row += count
        }
      }
    }
    return .rows(RowGradient(summing: values, at: ids, tableShape: parameter.shape))
  }
}
