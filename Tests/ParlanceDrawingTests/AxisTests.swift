import Testing

@testable import ParlanceDrawing

@Suite struct AxisTests {
  @Test func niceTicks() {
    #expect(Axis([0, 4], .linear).ticks == [0, 1, 2, 3, 4])
    #expect(Axis([-1, 1], .linear).ticks == [-1, -0.5, 0, 0.5, 1])
    #expect(Axis([0, 1000], .linear).ticks == [0, 200, 400, 600, 800, 1000])
    #expect(Axis([3.6, 6.4], .linear, isTight: true).ticks == [4, 5, 6])
    #expect(Axis([0.01, 100], .logarithmic).ticks == [0.01, 0.1, 1, 10, 100])
    #expect(Axis([1, 30], .logarithmic).ticks == [1, 2, 5, 10, 20])
  }

  @Test func everyTickLiesOnTheAxis() {
    for exponent in -8...8 {
      for factor in [1.0, 1.7, 3.3, 9.9] {
        let high = factor * [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1][abs(exponent)]
        for axis in [Axis([-high, high], .linear), Axis([high, high * 5_000], .logarithmic)] {
          #expect((2...12).contains(axis.ticks.count))
          #expect(axis.ticks.allSatisfy { (-1e-9...1 + 1e-9).contains(axis.place($0)) })
        }
      }
    }
  }

  @Test func noSpanAndNoValues() {
    for values in [[], [5.0], [0, 0], [.nan, .infinity]] {
      for scale in [Chart.Scale.linear, .logarithmic] {
        let axis = Axis(values, scale)
        #expect(axis.lower < axis.upper)
        #expect(!axis.ticks.isEmpty)
      }
    }
  }

  @Test func places() {
    let axis = Axis([1, 100], .logarithmic, isTight: true)
    #expect([1, 10, 100].map(axis.place) == [0, 0.5, 1])
    #expect(!Axis.canShow(0, .logarithmic) && Axis.canShow(0, .linear))
  }

  @Test func labels() {
    let labels = [0, 0.30000000000000004, -2.5, 1e-4, 5e-14, 2_000_000, 1500].map(Axis.label)
    #expect(labels == ["0", "0.3", "−2.5", "1e−4", "5e−14", "2e6", "1500"])
  }
}
