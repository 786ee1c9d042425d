import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Adaptive softmax: the frequent tokens in a head, the others in clusters that are seldom visited.
///
/// The head predicts a token of the shortlist or a cluster; cluster i holds the ids from `cutoffs[i]`
/// up to the next cutoff and predicts from a projection of ⌊H / d^(i + 1)⌋ numbers, so ids must be
/// ordered by frequency: ln P(w | h) = ln P(cluster | h) + ln P(w | cluster, h). Training runs the head
/// over all tokens and each cluster over its own. Grave et al., *Efficient softmax approximation for
/// GPUs*, 2017, with the parameters of PyTorch's `AdaptiveLogSoftmaxWithLoss`.
public final class AdaptiveSoftmax: OutputLayer {
  public let outputSize: Int
  /// The first id of each cluster, ascending; without any, the head is a plain softmax.
  public let cutoffs: [Int]
  /// Logits of the shortlist, then of the clusters.
  public let head: Linear
  /// For each cluster its projection and its logits.
  public let tail: [Sequential]

  /// Creates a layer with random weights; traps for cutoffs that do not ascend within 1 ..< V.
  public init(
    _ inputSize: Int, _ outputSize: Int, cutoffs: [Int], divValue: Double = 4,
    hasHeadBias: Bool = false, initializer: Initializer = .uniform(0.1),
    using generator: inout RandomGenerator
  ) {
    let bounds = cutoffs + [outputSize]
    guard zip([0] + cutoffs, bounds).allSatisfy({ $0 < $1 || (cutoffs.isEmpty && $0 == $1) })
    else {
      fatalError(
        "AdaptiveSoftmax: expected ascending cutoffs within 1 ..< \(outputSize), found \(cutoffs)")
    }
    self.outputSize = outputSize
    self.cutoffs = cutoffs
    func linear(_ inputs: Int, _ outputs: Int, hasBias: Bool = false) -> Linear {
      Linear(inputs, outputs, hasBias: hasBias, initializer: initializer, using: &generator)
    }
    head = linear(inputSize, bounds[0] + cutoffs.count, hasBias: hasHeadBias)
    tail = cutoffs.indices.map { index in
      let size = Self.projectionSize(inputSize, cluster: index, divValue)
      return Sequential(linear(inputSize, size), linear(size, bounds[index + 1] - bounds[index]))
    }
  }

  static func projectionSize(_ inputSize: Int, cluster: Int, _ divValue: Double) -> Int {
    Int((Double(inputSize) / pow(divValue, Double(cluster + 1))).rounded(.down))
  }

  private var shortlist: Int { cutoffs.first ?? outputSize }

  public func trainingLoss(
    _ input: OutputInput, _ targets: [Int32], ignoring: Int32, mode: Mode
  ) -> Tensor {
    let (hidden, targets) = input.hidden.rows(of: targets, ignoring: ignoring)
    let plan = Clusters(targets, cutoffs, outputSize)
    let total = targets.count
    let losses = [softmaxCrossEntropy(head(hidden, mode), plan.headTargets, total: total)]
    return zip(tail, plan.clusters).reduce(losses[0]) { sum, cluster in
      let (layer, (rows, targets)) = cluster
      if rows.isEmpty { return sum }
      let own = layer(hidden.take(Indices(rows), axis: 0), mode)
      return sum + softmaxCrossEntropy(own, targets, total: total)
    }
  }

  public func logProbabilities(_ input: OutputInput) -> Tensor {
    let first = logSoftmax(head(input.hidden, .evaluation))
    let clusters = tail.enumerated().map { index, layer in
      let place = shortlist + index
      return first.slice(axis: 1, place..<place + 1) + logSoftmax(layer(input.hidden, .evaluation))
    }
    return concatenate([first.slice(axis: 1, 0..<shortlist)] + clusters, axis: 1)
  }

  public func losses(_ input: OutputInput, _ targets: [Int32], ignoring: Int32) -> NDArray {
    let plan = Clusters(targets, cutoffs, outputSize, ignoring: ignoring)
    func losses(_ logits: Tensor, _ targets: [Int32]) -> NDArray {
      let logits = logits.array
      return logits.kernels.crossEntropy(logits, targets: targets, ignoring: ignoring).losses
    }
    var all = losses(head(input.hidden, .evaluation), plan.headTargets)
    for (layer, (rows, targets)) in zip(tail, plan.clusters) where !rows.isEmpty {
      let own = layer(input.hidden.take(Indices(rows), axis: 0), .evaluation)
      all.kernels.addRows(losses(own, targets), at: rows, &all)
    }
    return all
  }
}

/// What each part of an adaptive softmax has to predict.
private struct Clusters {
  /// Of each row: its target, or the place of its cluster after the shortlist.
  let headTargets: [Int32]
  /// Of each cluster: its rows, and their targets counted from its first id.
  let clusters: [(rows: [Int32], targets: [Int32])]

  init(_ targets: [Int32], _ cutoffs: [Int], _ outputSize: Int, ignoring: Int32? = nil) {
    if let target = targets.first(where: {
      $0 != ignoring && !(0..<outputSize).contains(Int($0))
    }) {
      fatalError("AdaptiveSoftmax: target \(target) is outside \(outputSize) tokens")
    }
    let shortlist = Int32(cutoffs.first ?? outputSize)
    var headTargets = targets
    var clusters = cutoffs.map { _ in (rows: [Int32](), targets: [Int32]()) }
    for (row, target) in targets.enumerated() where target != ignoring && target >= shortlist {
      let cluster = cutoffs.lastIndex { $0 <= target }!
      headTargets[row] = shortlist + Int32(cluster)
      clusters[cluster].rows.append(Int32(row))
      clusters[cluster].targets.append(target - Int32(cutoffs[cluster]))
    }
    (self.headTargets, self.clusters) = (headTargets, clusters)
  }
}
