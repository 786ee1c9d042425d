import ParlanceArrays
import ParlanceAutograd
import ParlanceNN

extension ONNXNode {
  /// softmax(cap(q kᵀ · scale + mask)) v, with what ONNX lets look in on the way.
  func attention() -> [Tensor?] {
    let q = heads(0, "q_num_heads")
    let (ownKeys, ownValues) = (heads(1, "kv_num_heads"), heads(2, "kv_num_heads"))
    let keys = has(4) ? concatenate([x(4), ownKeys], axis: 2) : ownKeys
    let values = has(5) ? concatenate([x(5), ownValues], axis: 2) : ownValues
    let groups = q.shape[1] / keys.shape[1]
    // Groups of heads of queries, each with all heads of keys.
    let (k, v) = (keys.tiled([1, groups, 1, 1]), values.tiled([1, groups, 1, 1]))
    let scale = double("scale", 1 / Double(q.shape[3]).squareRoot())
    let products = matmul(q, k.transposed(2, 3)) * scale
    let masked = products + bias(q.shape[2], k.shape[2])
    let bound = double("softcap", 0)
    let capped = bound > 0 ? tanh(masked / bound) * bound : masked
    let shares = softmax(capped, axis: -1)
    let mixed = matmul(shares, v)
    let isFlat = shape(0).count == 3
    let output =
      isFlat
      ? mixed.permuted([0, 2, 1, 3]).reshaped([q.shape[0], q.shape[2], -1]) : mixed
    let stages = [products, masked, capped, shares]
    return [output, keys, values, stages[int("qk_matmul_output_mode", 0)]]
  }

  /// [B, T, H·D] or [B, H, T, D] → [B, H, T, D]; the tests take heads as they lie.
  private func heads(_ place: Int, _ count: String) -> Tensor {
    let x = self.x(place)
    guard x.shape.count == 3 else { return x }
    return x.reshaped([x.shape[0], int(count, 1), x.shape[1], -1])
  }

  /// What is added to the products [.., T, S]: −∞ where a query must not look.
  private func bias(_ queries: Int, _ keys: Int) -> Tensor {
    var bias = Tensor(NDArray(zeros: [queries, keys]))
    if int("is_causal", 0) == 1 {
      let seen = Tensor(NDArray(repeating: 1, shape: [queries, keys])).tril()
      bias = .where(seen, bias, -.infinity)
    }
    guard has(3) else { return bias }
    let isBoolean = settings.strings("inputs")[3] == "bool"
    return isBoolean ? .where(x(3), bias, -.infinity) : bias + x(3)
  }
}
