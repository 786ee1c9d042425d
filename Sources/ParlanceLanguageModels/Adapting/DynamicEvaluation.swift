import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText

/// Training that goes on while a text is evaluated: after each segment one step on it.
///
/// θ ← θ − η ∇L + λ (θ₀ − θ), θ₀ being the trained weights. Krause et al., *Dynamic Evaluation of Neural
/// Sequence Models*, 2018, equation 6.
public struct DynamicEvaluation: Codable, Sendable, Equatable {
  /// η, for the mean loss of a segment's tokens.
  public var learningRate: Double
  /// λ: the way back to the trained weights.
  public var decay: Double
  /// Tokens of a segment.
  public var sequenceLength: Int

  /// Creates settings.
  public init(learningRate: Double, decay: Double = 0, sequenceLength: Int = 20) {
    self.learningRate = learningRate
    self.decay = decay
    self.sequenceLength = sequenceLength
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .unless(
      learningRate > 0 && learningRate.isFinite, "dynamicRate", expected: "a positive number",
      found: learningRate)
      ?? .first(rates: ["dynamicDecay": decay])
      ?? .first(["dynamicLength": (sequenceLength, 1 ... .max)])
  }
}

/// A network whose weights are changed for the time of an evaluation.
struct DynamicLearner {
  private let settings: DynamicEvaluation
  private let network: any LanguageModelNetwork
  private let parameters: [Parameter]
  private let trained: [NDArray]

  init(_ settings: DynamicEvaluation, _ network: any LanguageModelNetwork) {
    self.settings = settings
    self.network = network
    parameters = network.parameters
    trained = parameters.map(\.value)
  }

  /// One step on a segment; without dropout.
  func learn(_ segment: TokenBatch, _ state: NetworkState?) {
    let gradients = network.trainingLoss(segment, state: state, mode: .evaluation).loss.backward()
    for (parameter, trained) in zip(parameters, trained) {
      parameter.update { value in
        if settings.decay > 0 {
          value.kernels.scale(1 - settings.decay, &value)
          value.kernels.addScaled(settings.decay, trained, &value)
        }
        let rate = -settings.learningRate
        switch gradients[gradient: parameter] {
        case .zero: break
        case .dense(let gradient): value.kernels.addScaled(rate, gradient, &value)
        case .rows(let rows):
          var step = rows.values
          step.kernels.scale(rate, &step)
          value.kernels.addRows(step, at: rows.ids, &value)
        }
      }
    }
  }

  /// Puts the trained weights back.
  func restore() {
    for (parameter, trained) in zip(parameters, trained) { parameter.value = trained }
  }
}
