import ParlanceArrays
import Testing

extension KernelSuites {
  @Suite struct ThreadCounts {
    @Test func theCountStaysWithinItsBounds() {
      let before = Threads.count
      defer { Threads.count = before }
      #expect(before >= 1)
      Threads.count = 3
      #expect(Threads.count == 3)
      Threads.count = -5
      #expect(Threads.count == 1)
      Threads.count = .max
      #expect(Threads.count == 256)
    }

    @Test func variantsAreLimited() {
      defer { Threads.limitVariant(to: 2) }
      let best = Threads.variant
      Threads.limitVariant(to: 0)
      #expect(Threads.variant == "baseline")
      Threads.limitVariant(to: 2)
      #expect(Threads.variant == best)
    }

    @Test func manyCallersShareThePool() async {
      let before = Threads.count
      defer { Threads.count = before }
      Threads.count = 2
      let x = numbers([100_000])
      let expected = native.unary(.tanh, x).bits
      let found = await withTaskGroup(of: [UInt64].self) { group in
        for _ in 0..<16 { group.addTask { native.unary(.tanh, x).bits } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(found.count == 16 && found.allSatisfy { $0 == expected })
    }

    @Test func identifiersAscend() {
      let first = nextIdentifier()
      #expect(nextIdentifier() > first)
    }
  }
}
