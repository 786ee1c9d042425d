import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Parameters with a learning rate or a weight decay of their own.
public struct ParameterGroup {
  /// What a group has of its own.
  public struct Options: Sendable, Equatable {
    /// η in place of the optimizer's, so that no schedule changes it; nil for the optimizer's.
    public var learningRate: Double?
    /// By how much η is multiplied.
    public var rateFactor: Double
    /// λ in place of the rule's; nil for the rule's.
    public var weightDecay: Double?

    /// Creates options; those of a parameter without a group by default.
    public init(learningRate: Double? = nil, rateFactor: Double = 1, weightDecay: Double? = nil) {
      self.learningRate = learningRate
      self.rateFactor = rateFactor
      self.weightDecay = weightDecay
    }
  }

  /// The parameters.
  public let parameters: [Parameter]
  /// What they have of their own.
  public var options: Options

  /// Creates a group.
  public init(
    _ parameters: [Parameter], learningRate: Double? = nil, rateFactor: Double = 1,
    weightDecay: Double? = nil
  ) {
    self.parameters = parameters
    options = Options(
      learningRate: learningRate, rateFactor: rateFactor, weightDecay: weightDecay)
  }

  /// A group without weight decay of those parameters that are vectors or single numbers: biases, and
  /// the scales of norms.
  public static func withoutDecayOfVectors(_ parameters: [Parameter]) -> ParameterGroup {
    ParameterGroup(parameters.filter { $0.shape.count < 2 }, weightDecay: 0)
  }

  static func options(of groups: [ParameterGroup]) -> [ObjectIdentifier: Options] {
    var result: [ObjectIdentifier: Options] = [:]
    for group in groups {
      for parameter in group.parameters {
        guard result.updateValue(group.options, forKey: ObjectIdentifier(parameter)) == nil else {
          fatalError("Optimizer.groups: parameter \(parameter.name ?? "") is in two places")
        }
      }
    }
    return result
  }

  /// Groups of the parameters with equal options, in the parameters' order.
  static func groups(of parameters: [(parameter: Parameter, options: Options)]) -> [ParameterGroup]
  {
    var result: [ParameterGroup] = []
    for (parameter, options) in parameters where options != Options() {
      if let index = result.firstIndex(where: { $0.options == options }) {
        let together = result[index].parameters + [parameter]
        result[index] = ParameterGroup(together, options)
      } else {
        result.append(ParameterGroup([parameter], options))
      }
    }
    return result
  }

  private init(_ parameters: [Parameter], _ options: Options) {
    self.parameters = parameters
    self.options = options
  }
}

extension ParameterGroup.Options {
  /// Rate, factor and decay in float64; NaN where the rule's hold.
  var array: NDArray {
    NDArray(float64: [learningRate ?? .nan, rateFactor, weightDecay ?? .nan])
  }

  init(_ array: NDArray, named name: String) throws {
    let numbers = array.doubles
    func isNumber(_ place: Int) -> Bool { numbers[place].isFinite && numbers[place] >= 0 }
    guard array.shape == [3], isNumber(1), numbers[0].isNaN || isNumber(0),
      numbers[2].isNaN || isNumber(2)
    else {
      throw InputError(
        .badData,
        "update rule: \(name): expected a rate, a factor and a decay of 0 or more, found "
          + (array.shape == [3] ? "\(numbers)" : "shape \(array.shape)"))
    }
    self.init(
      learningRate: numbers[0].isNaN ? nil : numbers[0], rateFactor: numbers[1],
      weightDecay: numbers[2].isNaN ? nil : numbers[2])
  }
}
