import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import Testing

/// These need the system's LAPACK; `make test` installs it.
@Suite struct RecurrentEigenvaluesTests {
  @Test func ofEachGate() throws {
    var generator = RandomGenerator(seed: 1)
    let layer = RecurrentLayer(.gru, 3, 2, using: &generator)
    // Columns of r, z, n beside each other: diagonal, a rotation by a quarter, triangular.
    layer.hiddenWeight.value = NDArray([1, 0, 0, -1, 2, 5, 0, -3, 1, 0, 0, 0.5], shape: [2, 6])
    let found = try layer.eigenvalues()
    #expect(found.map(\.gate) == ["reset", "update", "candidate"])
    #expect(found[0].eigenvalues == [Eigenvalue(real: -3), Eigenvalue(real: 1)])
    #expect(found[1].eigenvalues.map(\.magnitude) == [1, 1])
    #expect(found[1].eigenvalues.map(\.imaginary) == [1, -1])
    #expect(found[2].eigenvalues == [Eigenvalue(real: 2), Eigenvalue(real: 0.5)])
  }

  @Test func coupledGatesHaveAll() throws {
    var generator = RandomGenerator(seed: 2)
    let options = RecurrentOptions(couplesGates: true)
    let layer = RecurrentLayer(.lstm, 3, 4, options: options, using: &generator)
    let found = try layer.eigenvalues()
    #expect(found.map(\.gate) == ["input", "forget", "candidate", "output"])
    #expect(found.allSatisfy { $0.eigenvalues.count == 4 })
    #expect(
      zip(found[0].eigenvalues, found[1].eigenvalues).allSatisfy {
        abs($0.magnitude - $1.magnitude) < 1e-6
      })
  }
}
