import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct ConstantTests {
  @Test func constantsAreEverywhere() {
    var generator = RandomGenerator(seed: 1)
    let before = generator
    #expect(Initializer.constant(2).array([2], using: &generator) == NDArray([2, 2]))
    #expect(Initializer.zeros.array([2], using: &generator) == NDArray([0, 0]))
    #expect(Initializer.ones.array([2], using: &generator) == NDArray([1, 1]))
    var (a, b) = (before, generator)
    #expect(a.next() == b.next())
  }

  @Test func identityIsOnTheDiagonal() {
    var generator = RandomGenerator(seed: 1)
    let wide = Initializer.identity(scale: 0.5).array([2, 3], using: &generator)
    #expect(wide == NDArray([0.5, 0, 0, 0, 0.5, 0], shape: [2, 3]))
    let high = Initializer.identity().array([3, 2], .float64, using: &generator)
    #expect(high == NDArray(float64: [1, 0, 0, 1, 0, 0], shape: [3, 2]))
  }
}
