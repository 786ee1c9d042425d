import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import Testing

@Suite struct TensorCreationTests {
  @Test func constantsAreThoseOfTheirArrays() {
    #expect(Tensor([[1, 2], [3, 4]]).array == NDArray([1, 2, 3, 4], shape: [2, 2]))
    #expect(Tensor(zeros: [2]).array.floats == [0, 0])
    #expect(Tensor(ones: [2], .float64).array.doubles == [1, 1])
    #expect(Tensor(repeating: 3, shape: [1, 2]).array == NDArray([3, 3], shape: [1, 2]))
    let x = Tensor(ones: [3, 1], .float64)
    #expect(Tensor(zerosLike: x).array == NDArray(zeros: [3, 1], .float64))
    #expect(Tensor(onesLike: x).array == x.array)
    #expect(Tensor(from: 1, to: 3).array.floats == [1, 2])
    #expect(Tensor(from: 0, through: 1, count: 3).array.floats == [0, 0.5, 1])
    #expect(Tensor(identity: 2).array.floats == [1, 0, 0, 1])
    #expect(!Tensor(zeros: [2]).isInGraph)
  }

  @Test func randomConstants() {
    var (a, b) = (RandomGenerator(seed: 1), RandomGenerator(seed: 1))
    let x = Tensor(uniform: 0..<1, shape: [3], using: &a)
    #expect(x.array == NDArray(uniform: 0..<1, shape: [3], using: &b))
    let y = Tensor(normal: 2, mean: 1, shape: [3], .float64, using: &a)
    #expect(y.array == NDArray(normal: 2, mean: 1, shape: [3], .float64, using: &b))
  }

  @Test func closeness() {
    #expect(Tensor([1, 2]).isClose(to: Tensor([1, 2.000001])))
    #expect(!Tensor([1, 2]).isClose(to: Tensor([1, 2.1])))
  }
}
