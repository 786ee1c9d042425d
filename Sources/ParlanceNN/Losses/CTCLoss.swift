import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Connectionist temporal classification: −ln of the probability that the frames, read without
/// repetitions and blanks, give the target; reduced.
///
/// The mean divides each loss by its target's length (at least 1) first. A target that the frames are
/// too few for has the loss ∞. As in PyTorch, the gradient is that for log-probabilities that come
/// from `logSoftmax`: e^x less the probability of the label at each frame given the target. Graves et
/// al., *Connectionist Temporal Classification*, 2006, equations 6–16.
///
/// - `logProbabilities`: in nats, [B, T, C].
/// - `targets`: the labels of each example, without blanks.
/// - `lengths`: how many frames of each example count; nil for all.
/// - `blank`: the class that stands for no label.
/// - `zeroInfinity`: gives 0 with gradient 0 for a target that does not fit its frames.
public func ctcLoss(
  _ logProbabilities: Tensor, _ targets: [[Int32]], lengths: [Int]? = nil, blank: Int = 0,
  zeroInfinity: Bool = false, reduction: Reduction = .mean
) -> Tensor {
  let shape = logProbabilities.shape
  checkCTC(shape, targets, lengths, blank)
  let lengths = lengths ?? [Int](repeating: shape[1], count: shape[0])
  let (frames, classes) = (shape[1], shape[2])
  let x = logProbabilities.array.doubles
  var losses: [Double] = []
  var local = [Double](repeating: 0, count: x.count)
  for (example, (target, length)) in zip(targets, lengths).enumerated() {
    let start = example * frames * classes
    let lattice = CTCLattice(
      x[start..<start + length * classes], target, blank: Int32(blank), classes: classes)
    let isLeftOut = zeroInfinity && lattice.loss == .infinity
    losses.append(isLeftOut ? 0 : lattice.loss)
    guard logProbabilities.isInGraph, !isLeftOut else { continue }
    lattice.writeGradient(&local, start)
  }
  let type = logProbabilities.elementType
  let gradient = NDArray(float64: local, shape: shape).cast(to: type)
  let y = Tensor.operation(
    "ctcLoss", NDArray(float64: losses).cast(to: type),
    OperationInput(logProbabilities) { dy, dx in
      dx.add((Tensor(gradient) * Tensor(dy.reshaped([dy.count, 1, 1]))).array)
    })
  guard reduction == .mean else { return reduction(y) }
  let divisors = NDArray(float64: targets.map { Double(max($0.count, 1)) })
  return (y / Tensor(divisors.cast(to: type))).mean()
}

private func checkCTC(_ shape: [Int], _ targets: [[Int32]], _ lengths: [Int]?, _ blank: Int) {
  guard shape.count == 3, shape[0] == targets.count, lengths.map({ $0.count == shape[0] }) ?? true
  else {
    fatalError(
      "ctcLoss: expected [B, T, C], found \(shape) with \(targets.count) targets and "
        + "\(lengths?.count ?? shape[0]) lengths")
  }
  if let length = lengths?.first(where: { $0 < 0 || $0 > shape[1] }) {
    fatalError("ctcLoss: length \(length) is outside the \(shape[1]) frames of \(shape)")
  }
  guard (0..<shape[2]).contains(blank) else {
    fatalError("ctcLoss: blank \(blank) is outside \(shape[2]) classes")
  }
  if let label = targets.joined().first(where: { $0 < 0 || $0 >= shape[2] || $0 == blank }) {
    fatalError("ctcLoss: label \(label) is the blank or outside \(shape[2]) classes")
  }
}

/// The sums over all ways to read a target from the frames of one example, in log space.
private struct CTCLattice {
  let x: ArraySlice<Double>
  let classes: Int
  let frames: Int
  /// The target with blanks around and between its labels.
  let labels: [Int]
  /// [frames, labels]: ln of the probability of all ways that have come to a label at a frame.
  let forward: [Double]
  let loss: Double

  init(_ x: ArraySlice<Double>, _ target: [Int32], blank: Int32, classes: Int) {
    self.x = x
    self.classes = classes
    frames = x.count / classes
    labels = target.reduce(into: [Int(blank)]) { $0 += [Int($1), Int(blank)] }
    var forward = [Double](repeating: -.infinity, count: frames * labels.count)
    for frame in 0..<frames {
      for place in labels.indices {
        let reached =
          frame == 0
          ? (place < 2 ? 0 : -.infinity)
          : Self.arriving(forward, (frame - 1) * labels.count, labels, place, step: -1)
        forward[frame * labels.count + place] =
          reached + x[x.startIndex + frame * classes + labels[place]]
      }
    }
    self.forward = forward
    if frames == 0 {
      loss = target.isEmpty ? 0 : .infinity
    } else {
      let last = forward.suffix(labels.count)
      loss = -last.suffix(min(2, labels.count)).reduce(-.infinity, logSum)
    }
  }

  /// ln of what comes to a place from itself, from its neighbour, and over a blank between two
  /// different labels.
  private static func arriving(
    _ sums: [Double], _ row: Int, _ labels: [Int], _ place: Int, step: Int
  ) -> Double {
    var total = sums[row + place]
    let (near, far) = (place + step, place + 2 * step)
    if labels.indices.contains(near) { total = logSum(total, sums[row + near]) }
    if labels.indices.contains(far), labels[far] != labels[place] {
      total = logSum(total, sums[row + far])
    }
    return total
  }

  /// e^x − e^(ln of all ways through a class at a frame + loss − x), from `start` on.
  func writeGradient(_ gradient: inout [Double], _ start: Int) {
    let count = labels.count
    var next = [Double](repeating: -.infinity, count: count)
    for frame in stride(from: frames - 1, through: 0, by: -1) {
      let input = x.startIndex + frame * classes
      var backward = [Double](repeating: -.infinity, count: count)
      var through = [Double](repeating: -.infinity, count: classes)
      for place in 0..<count {
        let reached =
          frame == frames - 1
          ? (place >= count - 2 ? 0 : -.infinity)
          : Self.arriving(next, 0, labels, place, step: 1)
        backward[place] = reached + x[input + labels[place]]
        through[labels[place]] = logSum(
          through[labels[place]], forward[frame * count + place] + backward[place])
      }
      for label in 0..<classes {
        let value = x[input + label]
        gradient[start + frame * classes + label] =
          exp(value) - exp(through[label] + loss - value)
      }
      next = backward
    }
  }
}

/// ln(e^a + e^b).
private func logSum(_ a: Double, _ b: Double) -> Double {
  let top = max(a, b)
  return top == -.infinity ? top : top + log1p(exp(min(a, b) - top))
}
