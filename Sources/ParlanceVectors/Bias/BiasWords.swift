/// The project's own words for tests of gender in English vectors, where none are given.
///
/// Few and plain: whoever measures something for a purpose chooses words for it.
public enum BiasWords {
  private typealias WordSet = BiasQuery.WordSet

  /// Four tests.
  public static let queries: [BiasQuery] = {
    let men = WordSet("men", ["he", "him", "his", "man", "men", "boy", "father", "brother"])
    let women = WordSet(
      "women", ["she", "her", "hers", "woman", "women", "girl", "mother", "sister"])
    let work = WordSet(
      "work",
      ["company", "manager", "profession", "wages", "director", "employer", "contract", "industry"])
    let home = WordSet(
      "home",
      ["kitchen", "household", "babies", "cooking", "nursery", "laundry", "bedtime", "baking"])
    let technology = WordSet(
      "technology",
      [
        "engine", "computer", "circuit", "electronics", "mechanics", "laboratory", "machine",
        "robot",
      ])
    let arts = WordSet(
      "arts", ["ballet", "painting", "poem", "singing", "embroidery", "theatre", "novel", "melody"])
    let strength = WordSet(
      "strength",
      ["strong", "bold", "powerful", "fierce", "commanding", "tough", "brave", "dominant"])
    let gentleness = WordSet(
      "gentleness",
      ["gentle", "tender", "delicate", "shy", "sweet", "graceful", "caring", "soft"])
    let mensNames = WordSet(
      "men's names",
      ["Thomas", "Daniel", "Martin", "George", "Simon", "Peter", "Oliver", "Walter"])
    let womensNames = WordSet(
      "women's names",
      ["Anna", "Julia", "Laura", "Helen", "Clara", "Sophie", "Alice", "Martha"])
    return [
      BiasQuery(targets: [work, home], attributes: [men, women]),
      BiasQuery(targets: [technology, arts], attributes: [men, women]),
      BiasQuery(targets: [strength, gentleness], attributes: [men, women]),
      BiasQuery(targets: [mensNames, womensNames], attributes: [work, home]),
    ]
  }()

  /// Pairs of words for men and for women: the direction, and what is equalised.
  public static let pairs: [BiasDirection.Pair] = [
    ("he", "she"), ("his", "her"), ("himself", "herself"), ("man", "woman"), ("men", "women"),
    ("boy", "girl"), ("father", "mother"), ("son", "daughter"), ("brother", "sister"),
    ("husband", "wife"), ("uncle", "aunt"), ("male", "female"),
  ].map { BiasDirection.Pair($0.0, $0.1) }

  /// Further sets that differ in gender alone.
  public static let equalized: [[String]] =
    pairs.map { [$0.first, $0.second] } + [
      ["boys", "girls"], ["fathers", "mothers"], ["sons", "daughters"], ["brothers", "sisters"],
      ["husbands", "wives"], ["uncles", "aunts"], ["males", "females"],
      ["grandfather", "grandmother"],
      ["grandson", "granddaughter"], ["nephew", "niece"], ["king", "queen"],
      ["prince", "princess"],
      ["duke", "duchess"], ["gentleman", "lady"], ["gentlemen", "ladies"], ["monk", "nun"],
      ["dad", "mom"], ["groom", "bride"], ["widower", "widow"], ["businessman", "businesswoman"],
      ["spokesman", "spokeswoman"], ["congressman", "congresswoman"], ["fatherhood", "motherhood"],
      ["paternal", "maternal"], ["schoolboy", "schoolgirl"],
    ]

  /// Words that are about gender, beside those that are equalised: they stay as they are.
  public static let kept: [String] =
    Array(equalized.joined()) + [
      "him", "hers", "actor", "actress", "waiter", "waitress", "host", "hostess", "hero", "heroine",
      "heir", "heiress", "god", "goddess", "wizard", "witch", "lord", "baron", "baroness",
      "emperor",
      "empress", "bachelor", "fiancé", "fiancée", "boyfriend", "girlfriend", "stepfather",
      "stepmother", "stepson", "stepdaughter", "policeman", "policewoman", "salesman", "saleswoman",
      "chairman", "chairwoman", "fireman", "beard", "beards", "moustache", "prostate", "testicular",
      "sperm", "penis", "pregnant", "pregnancy", "pregnancies", "maternity", "menopause",
      "menstrual",
      "ovarian", "ovaries", "uterus", "womb", "vagina", "vaginal", "breastfeeding", "midwife",
      "masculine", "masculinity", "feminine", "femininity", "feminist", "feminism", "lesbian",
      "lesbians", "mr", "mrs", "ms", "sir", "madam", "fraternity", "sorority", "patriarch",
      "matriarch", "ballerina", "bull", "cow", "rooster", "hen", "stallion", "mare", "rams", "ewes",
    ]

  /// Occupations, which should lean to no side.
  public static let occupations = [
    "accountant", "analyst", "architect", "artist", "astronomer", "athlete", "attorney", "baker",
    "banker", "biologist", "bookkeeper", "builder", "butcher", "carpenter", "cashier", "chef",
    "chemist", "cleaner", "clerk", "coach", "commander", "composer", "dancer", "dentist",
    "designer",
    "detective", "doctor", "driver", "economist", "editor", "electrician", "engineer", "farmer",
    "firefighter", "florist", "gardener", "guard", "hairdresser", "historian", "housekeeper",
    "journalist", "judge", "lawyer", "lecturer", "librarian", "manager", "mathematician",
    "mechanic",
    "musician", "nanny", "nurse", "painter", "philosopher", "photographer", "physician",
    "physicist",
    "pilot", "plumber", "poet", "politician", "porter", "professor", "programmer", "psychologist",
    "receptionist", "researcher", "sailor", "scientist", "secretary", "sheriff", "singer",
    "soldier",
    "stylist", "surgeon", "tailor", "teacher", "therapist", "translator", "typist", "veterinarian",
    "warrior", "writer",
  ]
}
