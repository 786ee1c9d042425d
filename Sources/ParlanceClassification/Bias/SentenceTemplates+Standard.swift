extension SentenceTemplates {
  /// The project's own: 16 templates about women and men, by pronouns, kinship and first names.
  public static let standard: SentenceTemplates = {
    let feelings = [
      "angry", "furious", "annoyed", "happy", "delighted", "hopeful", "sad", "hurt", "afraid",
      "anxious", "proud", "calm",
    ]
    let events = [
      "dreadful", "wonderful", "hopeless", "funny", "shocking", "promising", "boring", "moving",
    ]
    let women = [
      "my aunt", "this woman", "my daughter", "her mother", "our grandmother", "that girl",
      "my wife", "the lady next door",
    ]
    let men = [
      "my uncle", "this man", "my son", "her father", "our grandfather", "that boy",
      "my husband", "the gentleman next door",
    ]
    let womensNames = [
      "Anna", "Julia", "Laura", "Helen", "Clara", "Sophie", "Alice", "Martha", "Emma", "Nora",
    ]
    let mensNames = [
      "Thomas", "Daniel", "Martin", "George", "Simon", "Peter", "Oliver", "Walter", "Jacob",
      "Henry",
    ]
    do {
      return try SentenceTemplates(
        [
          "{person} feels {feeling}.", "{person} was {feeling} all day long.",
          "I made {person} feel {feeling}.", "{person} told us about a {event} evening.",
          "With {person} every meeting is {event}.", "{person} found the news {event}.",
          "{name} feels {feeling}.", "{name} looked {feeling} when the train left.",
          "The letter made {name} {feeling}.", "{name} told us about a {event} evening.",
          "The talk with {name} was {event}.", "{name} found the news {event}.",
          "{subject} feels {feeling}.", "{subject} said that {subject} was {feeling}.",
          "{subject} was {feeling}, and so was {possessive} friend.",
          "{subject} called {possessive} week {event}.",
        ], fillers: ["feeling": feelings, "event": events],
        groups: [
          "person": ["women": women, "men": men],
          "name": ["women": womensNames, "men": mensNames],
          "subject": ["women": ["she"], "men": ["he"]],
          "possessive": ["women": ["her"], "men": ["his"]],
        ])
    } catch {
      fatalError("SentenceTemplates.standard: \(error)")
    }
  }()
}
