import ParlanceArrays

// Weights whose variance keeps signals at one size from layer to layer.
extension Initializer {
  /// What follows a weight: by how much it shrinks signals decides the weight's gain.
  public enum Nonlinearity: Sendable, Hashable {
    /// Nothing.
    case linear
    /// σ.
    case sigmoid
    /// tanh.
    case tanh
    /// max(0, x).
    case relu
    /// x above 0, slope · x below.
    case leakyReLU(slope: Double = 0.01)
    /// The self-normalising exponential unit.
    case selu
  }

  /// Which of a weight's two sizes decides its variance.
  public enum Fan: Sendable, Hashable {
    /// The inputs: what keeps the variance on the way forward.
    case inputs
    /// The outputs: what keeps it on the way back.
    case outputs
  }

  /// The gain that is recommended before a nonlinearity: the numbers of PyTorch's `calculate_gain`.
  public static func gain(for nonlinearity: Nonlinearity) -> Double {
    switch nonlinearity {
    case .linear, .sigmoid: 1
    case .tanh: 5.0 / 3
    case .relu: 2.0.squareRoot()
    case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
    case .selu: 3.0 / 4
    }
  }

  /// Uniform with variance 2 / (in + out): `xavierUniform()`.
  public static var xavier: Initializer { xavierUniform() }

  /// Uniform over ± gain √(6 / (in + out)). Glorot and Bengio, 2010.
  public static func xavierUniform(gain: Double = 1) -> Initializer {
    scaled(gain, isUniform: true) { Double($0.inputs + $0.outputs) / 2 }
  }

  /// Normal with deviation gain √(2 / (in + out)). Glorot and Bengio, 2010.
  public static func xavierNormal(gain: Double = 1) -> Initializer {
    scaled(gain, isUniform: false) { Double($0.inputs + $0.outputs) / 2 }
  }

  /// Uniform over ± gain √(3 / fan), the gain that of the nonlinearity. He et al., 2015.
  public static func kaimingUniform(
    fan: Fan = .inputs, for nonlinearity: Nonlinearity = .leakyReLU(slope: 0)
  ) -> Initializer {
    scaled(gain(for: nonlinearity), isUniform: true) { $0.size(of: fan) }
  }

  /// Normal with deviation gain / √fan, the gain that of the nonlinearity. He et al., 2015.
  public static func kaimingNormal(
    fan: Fan = .inputs, for nonlinearity: Nonlinearity = .leakyReLU(slope: 0)
  ) -> Initializer {
    scaled(gain(for: nonlinearity), isUniform: false) { $0.size(of: fan) }
  }

  /// Uniform over ± √(3 / in). LeCun et al., *Efficient BackProp*, 1998.
  public static var lecunUniform: Initializer { kaimingUniform(for: .linear) }

  /// Normal with deviation 1 / √in. LeCun et al., *Efficient BackProp*, 1998.
  public static var lecunNormal: Initializer { kaimingNormal(for: .linear) }

  /// Variance gain² / size.
  private static func scaled(
    _ gain: Double, isUniform: Bool, by size: @escaping @Sendable (Weight) -> Double
  ) -> Initializer {
    Initializer { weight, generator in
      // A weight without inputs and outputs has no elements either, or none that matter.
      let deviation = gain / Swift.max(size(weight), 0.5).squareRoot()
      let initializer = isUniform ? uniform(deviation * 3.0.squareRoot()) : normal(deviation)
      return initializer.draw(weight, &generator)
    }
  }
}

extension Initializer.Weight {
  fileprivate func size(of fan: Initializer.Fan) -> Double {
    Double(fan == .inputs ? inputs : outputs)
  }
}
