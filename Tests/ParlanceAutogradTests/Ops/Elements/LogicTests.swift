import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct LogicTests {
  @Test(arguments: GoldenCase.all("elementwise", "and", "andNumber"))
  func and(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .& inputs["b"]!] }
      return [x .& Tensor(golden.settings.double("number"), x.elementType)]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "or", "orNumber"))
  func or(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .| inputs["b"]!] }
      return [x .| Tensor(golden.settings.double("number"), x.elementType)]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "xor", "xorNumber"))
  func xor(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .^ inputs["b"]!] }
      return [x .^ Tensor(golden.settings.double("number"), x.elementType)]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "not")) func not(_ golden: GoldenCase) {
    expectCase(golden) { [.!$0["x"]!] }
  }
}
