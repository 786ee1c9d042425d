import ParlanceArrays
import ParlanceAutograd

extension ONNXNode {
  private static func unary(_ function: @escaping @Sendable (Tensor) -> Tensor) -> Operator {
    { [function($0.x(0))] }
  }

  private static func binary(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operator
  {
    { [function($0.x(0), $0.x(1))] }
  }

  private static func folded(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operator
  {
    { node in [node.all.dropFirst().reduce(node.x(0), function)] }
  }

  static let elements: [String: Operator] = [
    "Abs": unary { abs($0) }, "Acos": unary { acos($0) }, "Acosh": unary { acosh($0) },
    "Add": binary(+), "And": binary(.&), "Asin": unary { asin($0) }, "Asinh": unary { asinh($0) },
    "Atan": unary { atan($0) }, "Atanh": unary { atanh($0) }, "Ceil": unary { ceil($0) },
    "Celu": { [celu($0.x(0), alpha: $0.double("alpha", 1))] },
    "Clip": clip, "Cos": unary { cos($0) }, "Cosh": unary { cosh($0) }, "Div": divide,
    "Elu": { [elu($0.x(0), alpha: $0.double("alpha", 1))] },
    "Equal": binary(.==), "Erf": unary { erf($0) }, "Exp": unary { exp($0) },
    "Floor": unary { floor($0) },
    "Gelu": { [gelu($0.x(0), isApproximate: $0.string("approximate", "none") == "tanh")] },
    "Greater": binary(.>), "GreaterOrEqual": binary(.>=),
    "HardSigmoid": {
      [hardSigmoid($0.x(0), alpha: $0.double("alpha", 0.2), beta: $0.double("beta", 0.5))]
    },
    "HardSwish": unary { hardSwish($0) },
    "Identity": unary { $0 }, "IsInf": isInf, "IsNaN": unary { isNaN($0) },
    "LeakyRelu": { [leakyRelu($0.x(0), slope: $0.double("alpha", 0.01))] },
    "Less": binary(.<), "LessOrEqual": binary(.<=), "Log": unary { log($0) },
    "Max": folded(maximum), "Min": folded(minimum),
    "Mean": { node in [node.all.dropFirst().reduce(node.x(0), +) / Double(node.inputCount)] },
    "Mish": unary { mish($0) },
    "Mod": { [$0.int("fmod", 0) == 1 ? fmod($0.x(0), $0.x(1)) : remainder($0.x(0), $0.x(1))] },
    "Mul": binary(*), "Neg": unary { -$0 }, "Not": unary { .!$0 }, "Or": binary(.|),
    "PRelu": { node in
      let x = node.x(0)
      return [.where(x .< 0, node.x(1) * x, x)]
    },
    "Pow": { node in
      // ONNX lets base and exponent differ in type; the result has the base's.
      let y = pow(node.exact(0), node.exact(1))
      return [node.isInteger(0) ? trunc(y) : y]
    },
    "Reciprocal": unary { reciprocal($0) }, "Relu": unary { relu($0) },
    "Round": unary { round($0) },
    "Selu": { node in
      let gamma = node.double("gamma", 1.0507009873554805)
      return [elu(node.x(0), alpha: node.double("alpha", 1.6732632423543772)) * gamma]
    },
    "Shrink": shrink, "Sigmoid": unary { sigmoid($0) }, "Sign": unary { sign($0) },
    "Sin": unary { sin($0) }, "Sinh": unary { sinh($0) }, "Softplus": unary { softplus($0) },
    "Softsign": unary { softsign($0) }, "Sqrt": unary { sqrt($0) }, "Sub": binary(-),
    "Sum": folded(+), "Tan": unary { tan($0) }, "Tanh": unary { tanh($0) },
    "ThresholdedRelu": { [thresholdedRelu($0.x(0), threshold: $0.double("alpha", 1))] },
    "Where": { [.where($0.x(0), $0.x(1), $0.x(2))] }, "Xor": binary(.^),
  ]

  private static func clip(_ node: ONNXNode) -> [Tensor?] {
    [
      clamp(
        node.x(0), min: node.has(1) ? node.number(1) : nil,
        max: node.has(2) ? node.number(2) : nil)
    ]
  }

  private static func divide(_ node: ONNXNode) -> [Tensor?] {
    let y = node.x(0) / node.x(1)
    return [node.isInteger(0) ? trunc(y) : y]
  }

  private static func isInf(_ node: ONNXNode) -> [Tensor?] {
    let x = node.x(0)
    let isPositive = (x .== .infinity) * Double(node.int("detect_positive", 1))
    let isNegative = (x .== -.infinity) * Double(node.int("detect_negative", 1))
    return [isPositive + isNegative]
  }

  private static func shrink(_ node: ONNXNode) -> [Tensor?] {
    let (x, bias, bound) = (node.x(0), node.double("bias", 0), node.double("lambd", 0.5))
    return [.where(x .< -bound, x + bias, .where(x .> bound, x - bias, 0))]
  }

  private func exact(_ place: Int) -> Tensor { Tensor(x(place).array.cast(to: .float64)) }

  func isInteger(_ place: Int) -> Bool { settings.strings("inputs")[place] == "int" }
}
