import ParlanceSystem

extension MappedVectors {
  /// Writes vectors as their rows lie; those of a model of fastText are none.
  static func write(_ vectors: WordVectors, to path: String) throws {
    let head = head(of: vectors)
    guard (1...largestDimension).contains(head.dimension), let layout = Layout(head) else {
      throw InputError(
        .cannotCreate, file: path,
        "expected vectors of 1 to \(largestDimension) numbers, found \(head.dimension)")
    }
    let sections = sections(of: vectors, layout)
    var sums: [UInt32] = [0, 0]
    var place = headSize
    // Zeros between sections belong to the sum of what they stand before; those at the end to the rows'.
    for section in sections + [Section(at: layout.byteCount)] {
      let kind = place >= layout.rows[0] ? 1 : 0
      let zeros = try NumberBuffer<UInt8>(count: section.start - place)
      sums[kind] = zeros.checksum(after: sums[kind])
      place = section.start + section.byteCount
      let ownKind = section.start >= layout.rows[0] ? 1 : 0
      sums[ownKind] = section.checksum(sums[ownKind])
    }
    let headBytes = bytes(of: head, layout, sums)
    try AtomicFile.write(to: path) { output in
      try output.write(headBytes)
      var place = headSize
      for section in sections + [Section(at: layout.byteCount)] {
        try output.write([UInt8](repeating: 0, count: section.start - place))
        try section.write(output)
        place = section.start + section.byteCount
      }
    }
  }

  /// Some numbers and where they go.
  private struct Section {
    let start: Int
    var byteCount = 0
    var checksum: (UInt32) -> UInt32 = { $0 }
    var write: (FileOutput) throws -> Void = { _ in }

    init(at start: Int) { self.start = start }

    init<Element>(_ numbers: NumberBuffer<Element>, at start: Int) {
      (self.start, byteCount) = (start, numbers.byteCount)
      checksum = { numbers.checksum(after: $0) }
      write = { try numbers.write(to: $0) }
    }
  }

  private static func head(of vectors: WordVectors) -> Head {
    var head = Head()
    (head.words, head.dimension) = (vectors.count, vectors.dimension)
    switch vectors.rows.numbers {
    case .float32: head.encoding = vectors.sketch == nil ? 0 : 3
    case .int8: head.encoding = 1
    case .product(let codes, _): (head.encoding, head.subvectorSize) = (2, codes.subvectorSize)
    }
    head.textSize = vectors.table.text.count
    head.slots = vectors.table.slots.count
    head.subwords = vectors.subwords
    head.bucketRows = vectors.parts?.rows?.count ?? 0
    return head
  }

  private static func sections(of vectors: WordVectors, _ layout: Layout) -> [Section] {
    var sections = [
      Section(vectors.table.starts, at: layout.starts),
      Section(vectors.table.text, at: layout.text),
      Section(vectors.table.slots, at: layout.slots),
      Section(vectors.storedNorms, at: layout.norms),
    ]
    if case .rows(_, let places?) = vectors.parts?.source {
      sections.append(Section(places, at: layout.places))
    }
    var rows: [Section] = []
    for (kind, stored) in [vectors.rows, vectors.parts?.rows].enumerated() {
      guard let stored, stored.count > 0 || kind == 0 else { continue }
      switch stored.numbers {
      case .float32(let values): rows.append(Section(values, at: layout.rows[kind]))
      case .int8(let codes, let scales):
        sections.append(Section(scales, at: layout.scales[kind]))
        rows.append(Section(codes, at: layout.rows[kind]))
      case .product(let codes, let scales):
        sections.append(Section(codes.centroids, at: layout.centroids[kind]))
        sections.append(Section(scales, at: layout.scales[kind]))
        rows.append(Section(codes.codes, at: layout.rows[kind]))
      }
    }
    if case .int8(let codes, let scales)? = vectors.sketch?.numbers {
      sections.append(Section(scales, at: layout.scales[0]))
      rows.append(Section(codes, at: layout.sketch))
    }
    return sections + rows
  }

  private static func bytes(of head: Head, _ layout: Layout, _ sums: [UInt32]) -> [UInt8] {
    let subwords = head.subwords ?? Subwords(minimum: 0, maximum: 0, buckets: 0)
    func length(_ characters: Int) -> Int { min(max(characters, 0), longestNGram) }
    let numbers =
      [
        Int(version), layout.byteCount, head.words, head.dimension, head.encoding,
        head.subvectorSize,
        head.textSize, head.slots, length(subwords.minimum), length(subwords.maximum),
        subwords.buckets,
        head.bucketRows,
      ] + sums.map(Int.init)
    var bytes = magic
    func put(_ number: UInt64) {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    for number in numbers { put(UInt64(number)) }
    put(UInt64(checksum(of: bytes)))
    return bytes
  }

  private static func checksum(of bytes: [UInt8]) -> UInt32 {
    (try? NumberBuffer(bytes))?.checksum() ?? 0
  }
}

extension PartVectors {
  fileprivate var rows: StoredRows? {
    guard case .rows(let rows, _) = source else { return nil }
    return rows
  }
}
