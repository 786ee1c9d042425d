"""Golden sequences of learning rates from torch.optim.lr_scheduler, 30 each."""

import torch

import safetensors_file

COUNT = 30
LOSSES = [5.0, 4.0, 4.5, 3.99, 3.0, 3.0, 3.5, 2.95, 2.0, 1.0, 1.2, 1.1, 0.999, 0.9, 0.95,
          0.9, 0.91, 0.92, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.3, 0.31, 0.32, 0.33]
lr = torch.optim.lr_scheduler
SCHEDULES = {
    "constant": lambda o: lr.ConstantLR(o, factor=1.0),
    "step": lambda o: lr.StepLR(o, 4, gamma=0.3),
    "multi_step": lambda o: lr.MultiStepLR(o, [2, 5, 5, 17], gamma=0.5),
    "exponential": lambda o: lr.ExponentialLR(o, 0.9),
    "cosine": lambda o: lr.CosineAnnealingLR(o, 20, eta_min=0.1),
    "warm_restarts": lambda o: lr.CosineAnnealingWarmRestarts(o, 4, T_mult=2, eta_min=0.05),
    "warm_restarts_even": lambda o: lr.CosineAnnealingWarmRestarts(o, 7),
    "polynomial": lambda o: lr.PolynomialLR(o, 20, power=2.0),
    "one_cycle": lambda o: lr.OneCycleLR(o, 2.0, total_steps=COUNT),
    "one_cycle_linear": lambda o: lr.OneCycleLR(
        o, 2.0, total_steps=COUNT, pct_start=0.45, div_factor=10.0, final_div_factor=100.0,
        anneal_strategy="linear"),
    "warm_up": lambda o: lr.LinearLR(o, 0.25, total_iters=6),
    "warm_up_cosine": lambda o: lr.SequentialLR(
        o, [lr.LinearLR(o, 0.1, total_iters=5), lr.CosineAnnealingLR(o, 15, eta_min=0.2)], [5]),
    "plateau": lambda o: lr.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.0, eps=0.0),
    "plateau_relative": lambda o: lr.ReduceLROnPlateau(
        o, factor=0.3, patience=0, threshold=0.05, cooldown=2, min_lr=0.001, eps=0.0),
    "plateau_absolute": lambda o: lr.ReduceLROnPlateau(
        o, factor=0.5, patience=1, threshold=0.2, threshold_mode="abs", cooldown=1, eps=0.0),
}


def sequence(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=2.0, momentum=0.9)
    schedule = make(optimizer)
    rates, momenta = [], []
    for step in range(COUNT):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if isinstance(schedule, lr.ReduceLROnPlateau):
            schedule.step(LOSSES[step])
        elif step + 1 < COUNT:
            schedule.step()
    return rates, momenta


def write(folder):
    tensors = {"losses": torch.tensor(LOSSES, dtype=torch.float64)}
    for name, make in SCHEDULES.items():
        rates, momenta = sequence(make)
        tensors[name] = torch.tensor(rates, dtype=torch.float64)
        if name.startswith("one_cycle"):
            tensors[f"{name}.momentum"] = torch.tensor(momenta, dtype=torch.float64)
    safetensors_file.write(folder / "schedules.safetensors", tensors)
