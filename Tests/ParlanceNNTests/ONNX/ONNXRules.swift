import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim

extension ONNXNode {
  static let rules: [String: Operator] = [:]
}
