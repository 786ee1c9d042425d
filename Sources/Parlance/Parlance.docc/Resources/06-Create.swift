import Parlance

let x = Tensor(NDArray([0.5, 0.6, 0.1]))
let w = Parameter(NDArray([0.2, 0.3, 0.9]))
let b = Parameter(NDArray(scalar: 0.5))
let y = sigmoid((w.tensor * x).sum() + b.tensor)
print("y =", y.item)

let slopes = y.backward()
print("∂y/∂w =", slopes[w])
Optimizer(SGD(learningRate: 1), [w, b]).step(slopes)

let dishes = ["soup", "stew", "curry", "omelette", "pie", "salad", "pancakes"]
var documents: [(words: [String], dish: Int32)] = []
for recipe in Recipes.generate(count: 3000, seed: 1) {
  let words = recipe.text.split(separator: " ").map(String.init)
  let colon = words.firstIndex(of: ":")!
  guard let dish = dishes.firstIndex(where: words[..<colon].contains) else { continue }
  documents.append((Array(words[(colon + 1)...]), Int32(dish)))
}
let (training, test) = (documents.dropLast(400), documents.suffix(400))

var builder = VocabularyBuilder()
for document in training { builder.add(contentsOf: document.words) }
let vocabulary = builder.build(minimumCount: 2)
func ids(_ document: (words: [String], dish: Int32)) -> [Int32] {
  document.words.map { vocabulary.id(of: $0) }
}

var generator = RandomGenerator(seed: 1)
let model = DishClassifier(
  vocabularySize: vocabulary.count, classes: dishes.count, using: &generator)
print(model.summary)
