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
    try recurrentMatrices.map { ($0.gate, try $0.matrix.eigenvalues()) }
  }

  /// The greatest singular value of each gate's recurrent matrix, in the gates' order: where it lies below 1, no
  /// gradient of the plain cell can explode. Traps as `eigenvalues()` does.
  ///
  /// - Throws: as `NDArray.eigenvalues()`.
  public func spectralNorms() throws -> [Double] {
    try recurrentMatrices.map { try $0.matrix.spectralNorm() }
  }

  private var recurrentMatrices: [(gate: String, matrix: NDArray)] {
    guard options.projectionSize == nil else {
      fatalError("eigenvalues: the matrices of a layer with a projection are not square")
    }
    return withoutGraph {
      let matrices = weights(.evaluation).hidden
      return cell.gateNames.enumerated().map { index, name in
        let columns = index * hiddenSize..<(index + 1) * hiddenSize
        return (name, matrices.slice(axis: 1, columns).array)
      }
    }
  }
}
