import Foundation
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@testable import ParlanceArrays

@Suite struct GradientsTests {
  @Test func theWorkedGraph() {
    let (a, b, c) = (
      Parameter(NDArray(scalar: 3)), Parameter(NDArray(scalar: 1)), Parameter(NDArray(scalar: -2))
    )
    let loss = c.tensor * (a.tensor + 2 * b.tensor)
    let gradients = loss.backward()
    #expect(loss.item == -10)
    #expect([a, b, c].map { gradients[$0].item } == [-2, -4, 5])
  }

  @Test func usesOfAValueAreSummed() {
    let x = Parameter(NDArray(scalar: 3, .float64))
    let y = x.tensor * x.tensor
    let z = y * x.tensor + y + x.tensor
    #expect(z.backward()[x].item == 27 + 6 + 1)
    expectGradients([random([2, 3])]) { input in
      let y = tanh(input[0])
      return y * y + sigmoid(y) * input[0] + y
    }
  }

  @Test func eachNodeIsVisitedOnce() {
    let x = Parameter(NDArray(scalar: 1, .float64))
    var visits = 0
    var y = Tensor.operation(
      "counted", x.value,
      OperationInput(x.tensor) { dy, dx in
        visits += 1
        dx.add(dy)
      })
    // 2^40 paths lead back to x.
    for _ in 0..<40 { y = y + y }
    #expect(y.backward()[x].item == 0x1p40)
    #expect(visits == 1)
  }

  @Test func tiedParametersHaveOneGradient() {
    let weight = Parameter(random([4, 4]))
    let x = Tensor(random([2, 4], seed: 2))
    func loss(_ first: Parameter, _ second: Parameter) -> Tensor {
      square(matmul(tanh(matmul(x, first.tensor)), second.tensor)).sum()
    }
    let tied = loss(weight, weight).backward()
    let copies = (Parameter(weight.value), Parameter(weight.value))
    let apart = loss(copies.0, copies.1).backward()
    var sum = apart[copies.0]
    sum.kernels.addScaled(1, apart[copies.1], &sum)
    #expect(tied.arrays.count == 1)
    #expect(distance(tied[weight], sum) < 1e-12)
  }

  @Test func rowsAndWholeTablesMerge() {
    for isEmbeddingFirst in [true, false] {
      let table = Parameter(random([5, 3]))
      let rows = square(embedding(table.tensor, [4, 1, 4], shape: [3])).sum()
      let whole = (table.tensor * 3).sum()
      let loss = isEmbeddingFirst ? rows + whole : whole + rows
      var expected = NDArray(repeating: 3, shape: [5, 3], .float64)
      for column in 0..<3 {
        expected[4, column] += 4 * table.value[4, column]
        expected[1, column] += 2 * table.value[1, column]
      }
      #expect(loss.backward()[table] == expected)
    }
  }

  @Test func upstreamGradientsAreTaken() {
    let x = Parameter(NDArray(float64: [1, 2, 3]))
    let y = square(x.tensor)
    #expect(y.backward(NDArray(float64: [1, 0, -1]))[x].doubles == [2, 0, -6])
  }

  @Test func aSecondPassGivesTheSame() {
    let x = Parameter(random([3]))
    let loss = (exp(x.tensor) * x.tensor).sum() + square(x.tensor).sum()
    let first = loss.backward()
    #expect(loss.backward()[x] == first[x])
  }

  @Test func whatIsNotReachedIsZero() {
    let (x, other) = (Parameter(random([2])), Parameter(random([3])))
    let gradients = x.tensor.sum().backward()
    #expect(gradients.contains(x) && !gradients.contains(other))
    #expect(gradients[other] == NDArray(zeros: [3], .float64))
    #expect(Tensor(1).backward().arrays.isEmpty)
  }

  @Test func frozenParametersAndTheirGraphsAreLeftOut() {
    let (x, frozen) = (Parameter(random([2])), Parameter(random([2])))
    frozen.isTrainable = false
    let gradients = (x.tensor * exp(frozen.tensor)).sum().backward()
    #expect(gradients.contains(x) && !gradients.contains(frozen))
    #expect(!exp(frozen.tensor).isInGraph)
  }

  @Test func withoutGraphNothingIsRecorded() {
    let x = Parameter(random([2]))
    let y = withoutGraph { exp(x.tensor) }
    #expect(!y.isInGraph)
    #expect(exp(x.tensor).isInGraph)
    #expect(y.array == exp(x.tensor).array)
    #expect(!exp(x.tensor).detached.isInGraph)
  }

  @Test func gradientsAreChangedWhereTheyLie() {
    let (x, table) = (Parameter(random([100])), Parameter(random([9, 4])))
    let loss = square(x.tensor).sum() + square(embedding(table.tensor, [3], shape: [1])).sum()
    var gradients = loss.backward()
    func places() -> Set<UnsafeRawPointer?> {
      Set(gradients.arrays.map { $0.withBytes(\.baseAddress) })
    }
    let (before, value) = (places(), gradients[x][0])
    gradients.update([x, table]) { $0.kernels.scale(0.5, &$0) }
    #expect(gradients[x][0] == value / 2)
    #expect(places() == before)
    #expect(gradients.contains(x) && gradients.contains(table))
  }

  @Test func gradientsCanBeSet() {
    let x = Parameter(random([2]))
    var gradients = Gradients()
    gradients[x] = NDArray(float64: [1, 2])
    #expect(gradients[x].doubles == [1, 2])
    gradients[gradient: x] = .zero
    #expect(gradients[x].doubles == [0, 0])
  }

  @Test func chainsOfAMillionAreWalkedAndFreedOnASmallStack() {
    // What a thread of the concurrency runtime has: 512 KiB.
    var result = 0.0
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) let output = withUnsafeMutablePointer(to: &result) { $0 }
    let thread = Thread {
      let x = Parameter(NDArray(scalar: 1))
      var y = x.tensor
      for _ in 0..<1_000_000 {
        let value = y.array
        y = .operation("same", value, OperationInput(y) { dy, dx in dx.add(dy) })
      }
      let gradients = y.backward()
      y = Tensor(0)
      output.pointee = gradients[x].item
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    done.wait()
    #expect(result == 1)
  }

  @Test func mistakesTrap() async {
    expectMessage(
      "backward: shape [2] is not a scalar",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Parameter(NDArray([1, 2])).tensor.backward()
      })
    expectMessage(
      "backward: the tensor has shape [2], the upstream gradient [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Parameter(NDArray([1, 2])).tensor.backward(NDArray(zeros: [3]))
      })
  }

  @Test func gradientsOfTensorsBetweenAreKeptWhenAskedFor() {
    let a = Parameter(NDArray(float64: [2, 3]))
    let states = (0..<3).reduce(into: [a.tensor]) { states, _ in states.append(states.last! * 2) }
    let both = Tensor.custom("both", [states[3]]) {
      [$0[0], $0[0] * 5]
    } backward: { _, _, dy in
      [dy[0] + dy[1] * 5]
    }
    let loss = both[1].sum()
    let gradients = loss.backward(keepingAll: true)
    #expect(states.map { gradients[$0]?.doubles } == [40, 20, 10, 5].map { [$0, $0] })
    #expect(gradients[both[0]]?.doubles == [0, 0] && gradients[both[1]]?.doubles == [1, 1])
    #expect(gradients[a].doubles == [40, 40])
    #expect(gradients[a.tensor * 2] == nil && gradients[Tensor(1)] == nil)
    #expect(loss.backward()[states[1]] == nil)
  }
}
