import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct BlackOutLossTests {
  @Test(arguments: GoldenCase.all("output_layers", "black_out_rows"))
  func golden(_ golden: GoldenCase) { expectCase(golden) { [blackOutLoss($0["logits"]!)] } }

  @Test func aWrongGradientIsSeen() {
    let golden = GoldenCase.all("output_layers", "black_out_rows").last!
    let failure = golden.failure { inputs in
      let logits = inputs["logits"]!
      return [blackOutLoss(logits.detached) + 0 * logits.sum()]
    }
    #expect(failure?.contains("grad.logits") == true)
  }

  @Test func gradient() {
    for width in [1, 2, 3, 20] {
      expectGradients([random([4, width], seed: UInt64(width))]) { blackOutLoss($0[0]) * 3 }
    }
  }

  @Test func ofNoRowsItIsZero() {
    let logits = Parameter(random([0, 3]))
    let loss = blackOutLoss(logits.tensor)
    #expect(loss.item == 0)
    #expect(loss.backward()[logits].shape == [0, 3])
  }

  @Test func mismatch() async {
    expectMessage(
      "blackOutLoss: expected logits [N, 1 + K], found [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = blackOutLoss(Tensor(NDArray(zeros: [3])))
      })
  }
}
