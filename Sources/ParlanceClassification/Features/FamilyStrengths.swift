/// How long the features of each family are in a text that is weighted by tf-idf; 0 for a family that is
/// left out.
public struct FamilyStrengths: Codable, Sendable, Equatable {
  public var words = 1.0
  public var shapes = 1.0
  public var characters = 1.0

  /// All families alike.
  public init() {}

  /// Creates strengths.
  public init(words: Double, shapes: Double, characters: Double) {
    (self.words, self.shapes, self.characters) = (words, shapes, characters)
  }

  func strength(of family: FeatureFamily) -> Double {
    switch family {
    case .words: words
    case .shapes: shapes
    case .characters: characters
    case .vectors: 1
    }
  }
}
