import Parlance

/// Every update rule of the library.
func ruleChecks() -> [RuleCheck] {
  [
    RuleCheck("SGD") { SGD(learningRate: 0.1) },
    RuleCheck("SGD, momentum") { SGD(learningRate: 0.1, momentum: 0.9) },
    RuleCheck("SGD, Nesterov") { SGD(learningRate: 0.1, momentum: 0.9, nesterov: true) },
    RuleCheck("Adagrad") { Adagrad(learningRate: 0.1) },
    RuleCheck("RMSProp") { RMSProp(learningRate: 0.1) },
    RuleCheck("RMSProp, centred, momentum") {
      RMSProp(learningRate: 0.01, momentum: 0.9, centred: true)
    },
    RuleCheck("AdaDelta") { AdaDelta(learningRate: 1) },
    RuleCheck("Adamax") { Adamax(learningRate: 0.1) },
    RuleCheck("NAdam") { NAdam(learningRate: 0.1) },
    RuleCheck("RAdam") { RAdam(learningRate: 0.1) },
    RuleCheck("AMSGrad") { Adam(learningRate: 0.1, amsgrad: true) },
    RuleCheck("ASGD") { ASGD(learningRate: 0.1) },
    RuleCheck("NTASGD") { NTASGD(learningRate: 0.1) },
    RuleCheck("Rprop") { Rprop(learningRate: 0.1) },
    RuleCheck("Adam") { Adam(learningRate: 0.1) },
    RuleCheck("AdamW") { AdamW(learningRate: 0.1) },
  ]
}
