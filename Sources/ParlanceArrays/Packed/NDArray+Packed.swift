import CParlance

extension NDArray {
  /// The same matrix in the form that products read, in float32 or rounded.
  ///
  /// - `transposed`: whether its columns are the rows that int8 gives a scale each, and that a product
  ///   x W makes a number of each: so layers hold their weights [in, out]. Those of a table that is
  ///   looked up, and of x Wᵀ, are its rows.
  package func packed(as format: WeightFormat, transposed: Bool = false) -> NDArray {
    guard rank == 2, elementType == .float32 else {
      fatalError("NDArray.packed: expected a matrix of float32, found \(shape) of \(elementType)")
    }
    let rows = transposed ? kernels.permute(self, [1, 0]) : self
    let (count, width) = (rows.shape[0], rows.shape[1])
    let matrix = PackedMatrix(format, rows: count, width: width) { target, scales in
      format.round(
        rows.pointer(Float.self), rows: count, width: width, to: target, scales: scales)
    }
    return NDArray(packed: PackedElements(matrix, isTransposed: transposed))
  }

  /// How a packed matrix keeps its numbers; nil for any other array.
  public var weightFormat: WeightFormat? { packedElements?.matrix.format }

  /// The transpose of a packed matrix, of which nothing is copied; nil for any other array.
  package var packedTranspose: NDArray? {
    packedElements.map {
      NDArray(packed: PackedElements($0.matrix, isTransposed: !$0.isTransposed))
    }
  }

  /// The same numbers in an array of float32 that is not packed; itself where it is not.
  package var plain: NDArray {
    guard storage.packed != nil else { return self }
    var result = self
    result.storage = storage.copy()
    return result
  }

  /// What the elements are kept as, under the matrix's own shape.
  var packedElements: PackedElements? {
    guard let packed = storage.packed else { return nil }
    let (rows, width) = (packed.matrix.rows, packed.matrix.width)
    return shape == (packed.isTransposed ? [width, rows] : [rows, width]) ? packed : nil
  }

  init(packed elements: PackedElements) {
    let (rows, width) = (elements.matrix.rows, elements.matrix.width)
    self.init(valueless: elements.isTransposed ? [width, rows] : [rows, width])
    storage = Storage(elements)
  }

  /// The matrix whose rows are the columns of this array, or of its transpose, where it is packed so.
  func packedColumns(transposed: Bool) -> PackedMatrix? {
    guard let packed = packedElements, packed.isTransposed != transposed else { return nil }
    return packed.matrix
  }
}
