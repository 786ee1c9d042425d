import ParlanceText

extension WordVectors {
  /// The length of each word's vector: ‖v‖ = √Σ vᵢ².
  var norms: [Float] { (0..<count).map { Float(vector(at: $0).norm) } }
}
