import ParlanceSystem
import ParlanceTraining
import Testing

@Suite struct SearchSpaceTests {
  private func samples(_ space: SearchSpace, _ count: Int = 2000) -> [[String: SearchValue]] {
    (0..<count).map { space.sample(key: RandomKey(seed: 5).folding(in: UInt64($0))) }
  }

  @Test func rangesAreDrawnEvenly() {
    var space = SearchSpace()
    space.add("choice", .choice(["a", "b", "c"]))
    space.add("linear", .real(0...1))
    space.add("log", .real(0.001...10, isLogarithmic: true))
    space.add("integer", .integer(2...5))
    space.add("power", .integer(1...1000, isLogarithmic: true))
    var counts: [SearchValue: Int] = [:]
    var (linear, small, few) = (0.0, 0, 0)
    for values in samples(space) {
      counts[values["choice"]!, default: 0] += 1
      counts[values["integer"]!, default: 0] += 1
      guard case .real(let x)? = values["linear"], case .real(let y)? = values["log"],
        case .integer(let z)? = values["power"]
      else {
        Issue.record("\(values)")
        continue
      }
      #expect(0...1 ~= x && 0.001...10 ~= y && 1...1000 ~= z)
      linear += x
      if y < 0.1 { small += 1 }
      if z < 32 { few += 1 }
    }
    for name in ["a", "b", "c"] { #expect((580...750).contains(counts[.text(name)]!)) }
    for number in 2...5 { #expect((430...570).contains(counts[.integer(number)]!)) }
    #expect(abs(linear / 2000 - 0.5) < 0.02)
    #expect((920...1080).contains(small) && (920...1080).contains(few))
  }

  @Test func whatGoesTogether() {
    var space = SearchSpace()
    space.add("type", .choice(["cnn", "gru"]))
    space.add("filters", .integer(10...20), where: "type", is: ["cnn"])
    space.add("rate", .real(0...1))
    space.add("layers", .integer(1...1), where: "type", is: ["cnn"])
    space.add("layers", .integer(2...2), where: "type", is: ["gru"])
    for values in samples(space, 50) {
      #expect(values["layers"] == .integer(values["type"] == .text("cnn") ? 1 : 2))
      #expect((values["filters"] != nil) == (values["type"] == .text("cnn")))
      #expect(values["rate"] != nil)
    }
    let fixed = space.fixing(["type": "gru"])
    #expect(fixed.settings.map(\.name) == ["rate", "layers"])
    #expect(space.fixing(["type": "cnn"]).settings.map(\.name) == ["filters", "rate", "layers"])
    #expect(samples(space.fixing(["type": "cnn"]), 5).allSatisfy { $0["filters"] != nil })
    #expect(space.fixing([:]) == space)
  }

  @Test func valuesAsText() {
    #expect("\(SearchValue.real(0.001))" == "0.001" && "\(SearchValue.integer(3))" == "3")
    #expect("\(SearchValue.text("balanced:0.5"))" == "balanced:0.5")
  }

  @Test func aRangeWithoutALogarithmTraps() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var space = SearchSpace()
      space.add("rate", .real(0...1, isLogarithmic: true))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("SearchSpace.add: rate has no logarithm at its lower end"))
  }
}
