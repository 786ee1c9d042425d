import Parlance

extension Lesson {
  /// C3. Upstream × local = downstream.
  static let jacobians = Lesson(
    "jacobians", "Upstream times local", rows: ["C3"],
    question: "What does one operation hand on to several inputs?", example: "C3Jacobians",
    commands: [
      #"parlance show graph "s = u * sigmoid(w * x + b)" --values u=2,w=0.5,x=0.4,b=0.3"#
    ]
  ) { page in
    let u = Parameter(NDArray(float64: [0.5, -1, 2]), name: "u")
    let weight = Parameter(NDArray(float64: [1, 0, -1, 2, 0.5, 0.5], shape: [2, 3]), name: "W")
    let b = Parameter(NDArray(float64: [0.1, -0.2, 0.3]), name: "b")
    let x = Tensor(NDArray(float64: [0.4, -0.6], shape: [1, 2]))
    let z = linear(x, weight.tensor, b.tensor)
    let h = sigmoid(z)
    let s = (u.tensor * h).sum()
    let gradients = s.backward(keepingAll: true)

    page.say(
      "s = uᵀ f(W x + b) is four operations: product, sum, f, product. Each knows only its local Jacobian, how its "
        + "output moves with each input. Times what comes from upstream, that is the gradient downstream."
    )
    page.section("By hand")
    let slope = (h.detached * (1 - h.detached)).array.doubles
    let upstream = u.value.doubles
    let byHand = zip(upstream, slope).map { $0 * $1 }
    page.values("z", z.array.doubles, 3)
    page.values("h", h.array.doubles, 4, "f(z)")
    page.values("∂s/∂h", gradients[h]!.doubles, 4, "u")
    page.values("f′(z)", slope, 4, "h (1 − h)")
    page.values("u ⊙ f′(z)", byHand, 4)
    page.say(
      "f works element by element, so its Jacobian is a diagonal matrix, and multiplying by it is ⊙. The sum hands "
        + "the same on to b. The product W x hands on that beside each x:")
    page.values(
      "(u ⊙ f′(z)) xᵀ", [0.4, -0.6].flatMap { x in byHand.map { $0 * x } }, 4)
    page.section("By the graph")
    page.values("∂s/∂b", gradients[b].doubles, 4)
    page.values("∂s/∂W", gradients[weight].doubles, 4)
    page.picture(
      LessonPicture(
        "jacobians", .graph(GraphDrawing(s, gradients: gradients, result: "s")),
        "the boxes of s, with the norms of what flows back"))

    let flowed = gradients[z]!.doubles
    let w = weight.value.doubles
    let answer = zip(flowed, w[..<3]).reduce(0) { $0 + $1.0 * $1.1 }
    return Exercise(
      "What is ∂s/∂x₁, the gradient of the first input? Each unit j multiplies x₁ by W₁ⱼ, and W₁ = [1 0 −1].",
      .number(answer, 4),
      why:
        "x₁ fans out to all three units, so the three gradients come back together: Σⱼ W₁ⱼ ∂s/∂zⱼ.",
      hint: "Take ∂s/∂z = u ⊙ f′(z) from above, weigh it by W₁ and add up.",
      slips: [
        (.number(flowed.reduce(0, +)), "Weigh each part by W₁ⱼ before adding."),
        (.number(byHand[0], 4), "That is the first unit's part; the third has one too."),
      ])
  }
}
