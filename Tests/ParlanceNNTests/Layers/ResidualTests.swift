import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import Testing

@Suite struct ResidualTests {
  @Test func addsTheInput() {
    let x = Parameter(NDArray([1, -2, 3]))
    let y = Residual(Function(relu))(x.tensor)
    #expect(y.array.floats == [2, -2, 6])
    #expect(y.sum().backward()[x].floats == [2, 1, 2])
  }
}
