import ParlanceSystem

extension QuantizedRows {
  /// Codes of rows.
  ///
  /// - `runLength`: numbers of a row that become one byte.
  /// - `quantizesNorms`: whether rows are divided by their lengths first, and these coded apart.
  /// - Throws: `InputError` where there is no memory.
  public init(
    _ numbers: [Float], width: Int, runLength: Int, quantizesNorms: Bool, seed: UInt64
  ) throws {
    var numbers = numbers
    count = numbers.count / width
    var norms: [Float] = []
    if quantizesNorms {
      for row in 0..<count {
        let places = row * width..<(row + 1) * width
        let norm = StoredRows.norm(numbers[places])
        norms.append(norm)
        if norm > 0 { for place in places { numbers[place] /= norm } }
      }
    }
    let found = try ProductCodes(
      of: NumberBuffer(numbers), width: width, subvectorSize: runLength, seed: seed)
    codes = CodeRows(found.codes, width: found.parts)
    quantizer = ProductQuantizer(
      dimension: width, runLength: runLength, centroids: found.centroids[0..<found.centroids.count])
    guard quantizesNorms else {
      self.norms = nil
      return
    }
    let lengths = try ProductCodes(
      of: NumberBuffer(norms), width: 1, subvectorSize: 1,
      seed: RandomKey(seed: seed).folding(in: "lengths").bits)
    self.norms = (
      lengths.codes,
      ProductQuantizer(
        dimension: 1, runLength: 1, centroids: lengths.centroids[0..<lengths.centroids.count])
    )
  }
}
