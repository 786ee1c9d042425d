import ParlanceArrays
import ParlanceAutograd

extension RecurrentLayer {
  /// The eigenvalues of each gate's recurrent matrix [H, H], the greatest magnitude first.
  ///
  /// A state's gradient passes through these matrices at every step back: of the plain cell, it
  /// vanishes where all magnitudes lie below 1 and may explode where one lies above. Traps for a
  /// layer with a projection, whose matrices are not square.
  ///
  /// - Throws: as `NDArray.eigenvalues()`.
  public func eigenvalues() throws -> [(gate: String, eigenvalues: [Eigenvalue])] {
    guard options.projectionSize == nil else {
      fatalError("eigenvalues: the matrices of a layer with a projection are not square")
    }
    return try withoutGraph {
      let matrices = weights(.evaluation).hidden
      return try cell.gateNames.enumerated().map { index, name in
        let columns = index * hiddenSize..<(index + 1) * hiddenSize
        return (name, try matrices.slice(axis: 1, columns).array.eigenvalues())
      }
    }
  }
}
