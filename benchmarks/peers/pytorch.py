#!/usr/bin/env python3
"""The speed of PyTorch on the networks of `espalier benchmark engine`, one line of JSON a turn.

    python3 pytorch.py --network mlp --batch 256 --threads 2 --seconds 2 --mode eager

A turn measures training steps (Adam, cross entropy) and the loss of each example without learning, after a warm-up of
half the seconds each. The images are made up and lie in memory as tensors. Modes:

eager    as people write it: torch.optim.Adam with its defaults, plain layers, no_grad for the losses.
fastest  each setting that could be faster is tried once, and the fastest is measured: fused Adam, channels_last,
         torch.compile, inference_mode, denormals flushed to zero.

With --on-request each turn waits for a line on standard input. Where PyTorch 2 is missing, the one line of JSON says so:
{"missing": "..."}, and the exit code is 3.
"""

import argparse
import contextlib
import json
import platform
import statistics
import sys
import time

MISSING = 3

try:
    import torch
    from torch import nn
    from torch.nn import functional
except (ImportError, OSError, ValueError) as error:  # the latter two where libraries of PyTorch are missing
    print(json.dumps({"missing": str(error)}))
    sys.exit(MISSING)

if int(torch.__version__.split(".")[0]) < 2:
    print(json.dumps({"missing": "PyTorch 2: torch is " + torch.__version__}))
    sys.exit(MISSING)

SIDE = 28
PIXELS = SIDE * SIDE
CLASSES = 10
BATCHES = 32
WINDOWS = 5
TRIAL_SECONDS = 1.0


class Mlp(nn.Sequential):
    """784-512-512-10."""

    def __init__(self):
        super().__init__(
            nn.Linear(PIXELS, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, CLASSES)
        )


class Lenet(nn.Sequential):
    """20 and 50 channels of 5 x 5, each with 2 x 2 maximum, and 500 units."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 20, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(20, 50, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(800, 500),
            nn.ReLU(),
            nn.Linear(500, CLASSES),
        )


class Block(nn.Module):
    """Two 3 x 3 convolutions with batch norm beside a short cut: 1 x 1 where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.short = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.short = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = functional.relu(self.norm1(self.conv1(x)))
        return functional.relu(self.norm2(self.conv2(y)) + self.short(x))


class Resnet(nn.Sequential):
    """ResNet-8: a 3 x 3 convolution, three blocks of 16, 32 and 64 channels with strides 1, 2 and 2, the mean."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 16, 3, 1, 1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            Block(16, 16, 1),
            Block(16, 32, 2),
            Block(32, 64, 2),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(64, CLASSES),
        )


NETWORKS = {"mlp": Mlp, "lenet": Lenet, "resnet": Resnet}


def images(network, batch):
    """Batches of made-up images: ten patterns of bright pixels under noise; one label in five is drawn at random."""
    count = BATCHES * batch
    patterns = torch.rand(CLASSES, PIXELS) < 0.2
    labels = torch.arange(count) % CLASSES
    bright = patterns[labels] ^ (torch.rand(count, PIXELS) < 0.05)
    pixels = torch.where(bright, 0.5 + 0.5 * torch.rand(count, PIXELS), torch.zeros(()))
    wrong = torch.rand(count) < 0.2
    labels = torch.where(wrong, torch.randint(CLASSES, (count,)), labels)
    if network != "mlp":
        pixels = pixels.view(count, 1, SIDE, SIDE)
    return list(zip(pixels.split(batch), labels.split(batch)))


class Setting:
    """One way to train and to score: a network of its own, its optimizer and the batches in its layout."""

    def __init__(self, network, batches, fused=False, channels_last=False, compiled=False, inference=False):
        words = [("fused Adam", fused), ("channels_last", channels_last), ("torch.compile", compiled)]
        self.name = ", ".join([word for word, used in words + [("inference_mode", inference)] if used]) or "defaults"
        model = NETWORKS[network]()
        self.batches = batches
        if channels_last:
            model = model.to(memory_format=torch.channels_last)
            self.batches = [(x.contiguous(memory_format=torch.channels_last), y) for x, y in batches]
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True if fused else None)
        self.model = torch.compile(model) if compiled else model
        self.without_gradient = torch.inference_mode if inference else torch.no_grad
        self.next = 0

    def batch(self):
        batch = self.batches[self.next]
        self.next = (self.next + 1) % len(self.batches)
        return batch

    def train(self):
        x, y = self.batch()
        self.optimizer.zero_grad()
        functional.cross_entropy(self.model(x), y).backward()
        self.optimizer.step()
        return len(y)

    def score(self):
        x, y = self.batch()
        with self.without_gradient():
            functional.cross_entropy(self.model(x), y, reduction="none")
        return len(y)


def rate(work, seconds):
    """Examples a second of some work, repeated for some time; once at least."""
    examples = 0
    begun = time.perf_counter()
    while True:
        examples += work()
        passed = time.perf_counter() - begun
        if passed >= seconds:
            return examples / passed


def median_rate(work, seconds):
    """The median over windows, after a warm-up."""
    rate(work, seconds / 2)
    return statistics.median([rate(work, seconds / WINDOWS) for _ in range(WINDOWS)])


def training(setting):
    setting.model.train()
    return setting.train


def scoring(setting):
    setting.model.eval()
    return setting.score


def candidates(network, batches, failures):
    """All settings that might be the fastest and work here; why others do not is added to the failures."""
    yield Setting(network, batches)
    layouts = [False] if network == "mlp" else [False, True]
    for compiled in (False, True):
        for channels_last in layouts:
            name = f"fused Adam, channels_last {channels_last}, torch.compile {compiled}"
            try:
                setting = Setting(network, batches, True, channels_last, compiled, inference=True)
                for kind in (training, scoring):
                    rate(kind(setting), 0)
            except Exception as error:  # the compiler of torch.compile fails in many ways where it lacks something
                failures[name] = str(error).strip().splitlines()[0]
            else:
                yield setting


def fastest(settings, kind):
    def trial(setting):
        rate(kind(setting), TRIAL_SECONDS / 2)
        return rate(kind(setting), TRIAL_SECONDS)

    return max(settings, key=trial)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=NETWORKS, default="mlp")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=2, help="of each of the two figures of a turn")
    parser.add_argument("--mode", choices=["eager", "fastest"], default="eager")
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--on-request", action="store_true", help="wait for a line before each turn")
    return parser.parse_args()


def main():
    args = arguments()
    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    batches = images(args.network, args.batch)
    failures = {}
    if args.mode == "eager":
        trained = scored = Setting(args.network, batches)
    else:
        torch.set_flush_denormal(True)
        settings = list(candidates(args.network, batches, failures))
        trained, scored = fastest(settings, training), fastest(settings, scoring)
    requests = sys.stdin if args.on_request else range(args.turns)
    for _ in requests:
        with contextlib.redirect_stdout(sys.stderr):
            turn = {
                "network": args.network,
                "batch": args.batch,
                "threads": torch.get_num_threads(),
                "mode": args.mode,
                "versions": {"python": platform.python_version(), "torch": torch.__version__},
                "settings": {"train": trained.name, "scoring": scored.name},
                "failures": failures,
                "train_samples_per_second": median_rate(training(trained), args.seconds),
                "scoring_samples_per_second": median_rate(scoring(scored), args.seconds),
            }
        print(json.dumps(turn), flush=True)


if __name__ == "__main__":
    main()
