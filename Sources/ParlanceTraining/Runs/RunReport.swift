import ParlanceArrays

/// What a run of `train` ends with; in JSON the details stand beside the rest.
@dynamicMemberLookup
public struct RunReport<Score: RunScore, Details: Encodable & Sendable>: Encodable, Sendable {
  /// The model directory.
  public var model: String
  /// Epochs that were trained.
  public var epochs: Int
  /// Seconds of training.
  public var seconds: Double
  /// Training tokens per second.
  public var wordsPerSecond: Double
  /// The processes that shared the work.
  public var processes: Int
  /// What it was trained on: cpu, or a card's name.
  public var device = Device.current.description
  /// How exactly products were taken in training; nil where there are none.
  public var precision: Precision?
  /// The best model on held-out data; nil where there is none and none is needed.
  public var validation: Score?
  /// The best model on test data.
  public var test: Score?
  /// What runs are compared by, greater being better; nil without held-out data. Not in JSON.
  public var objective: Double?
  /// What this task says beside.
  public var details: Details

  /// A detail.
  public subscript<Value>(dynamicMember path: KeyPath<Details, Value>) -> Value {
    details[keyPath: path]
  }

  private enum CodingKeys: CodingKey {
    case model, epochs, seconds, wordsPerSecond, processes, device, precision, validation, test
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(model, forKey: .model)
    try values.encode(epochs, forKey: .epochs)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(wordsPerSecond, forKey: .wordsPerSecond)
    try values.encode(processes, forKey: .processes)
    try values.encode(device, forKey: .device)
    try values.encodeIfPresent(precision, forKey: .precision)
    try values.encodeIfPresent(validation, forKey: .validation)
    try values.encodeIfPresent(test, forKey: .test)
    try details.encode(to: encoder)
  }
}
