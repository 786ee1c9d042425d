import Parlance

/// Every update rule of the library.
func ruleChecks() -> [RuleCheck] {
  [
    RuleCheck("SGD") { SGD(learningRate: 0.1) },
    RuleCheck("SGD, momentum") { SGD(learningRate: 0.1, momentum: 0.9) },
    RuleCheck("SGD, Nesterov") { SGD(learningRate: 0.1, momentum: 0.9, nesterov: true) },
    RuleCheck("Adam") { Adam(learningRate: 0.1) },
    RuleCheck("AdamW") { AdamW(learningRate: 0.1) },
  ]
}
