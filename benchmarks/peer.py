"""The networks of the training and sampling benchmarks in plain PyTorch, to measure beside.

Reads one case a line from standard input, as JSON, measures it for as many seconds as the case
says, and answers with one line of JSON. A case that was measured before goes on where it was, so
two programs can take turns.
"""

import json
import math
import os
import sys
import time

import torch
from torch import nn

CLAMP = 1.9


def dense(sizes):
    layers = []
    for before, after in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(before, after), nn.ReLU(inplace=True)]
    last = nn.Linear(sizes[-2], sizes[-1])
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return nn.Sequential(*layers, last)


class Block(nn.Module):
    """A permutation, then a coupling of two halves with one subnetwork each (GLOW)."""

    def __init__(self, dimension, condition, hidden):
        super().__init__()
        self.first = dimension // 2
        self.second = dimension - self.first
        order = torch.randperm(dimension)
        self.register_buffer("order", order)
        self.register_buffer("back", torch.argsort(order))
        self.of_first = dense([self.second + condition, *hidden, 2 * self.first])
        self.of_second = dense([self.first + condition, *hidden, 2 * self.second])

    @staticmethod
    def scale_and_shift(parameters):
        raw, shift = parameters.chunk(2, 1)
        return torch.atan(raw * (1 / CLAMP)) * (2 * CLAMP / math.pi), shift

    def forward(self, theta, condition):
        u1, u2 = theta[:, self.order].split((self.first, self.second), 1)
        s1, t1 = self.scale_and_shift(self.of_first(torch.cat((u2, condition), 1)))
        v1 = torch.addcmul(t1, u1, torch.exp(s1))
        s2, t2 = self.scale_and_shift(self.of_second(torch.cat((v1, condition), 1)))
        v2 = torch.addcmul(t2, u2, torch.exp(s2))
        return torch.cat((v1, v2), 1), s1.sum(1) + s2.sum(1)

    def inverse(self, z, condition):
        v1, v2 = z.split((self.first, self.second), 1)
        s2, t2 = self.scale_and_shift(self.of_second(torch.cat((v1, condition), 1)))
        u2 = (v2 - t2) * torch.exp(-s2)
        s1, t1 = self.scale_and_shift(self.of_first(torch.cat((u2, condition), 1)))
        u1 = (v1 - t1) * torch.exp(-s1)
        return torch.cat((u1, u2), 1)[:, self.back]


class Flow(nn.Module):
    def __init__(self, dimension, condition, hidden, blocks=6):
        super().__init__()
        self.blocks = nn.ModuleList(Block(dimension, condition, hidden) for _ in range(blocks))

    def forward(self, theta, condition):
        log_det = 0
        for block in self.blocks:
            theta, step = block(theta, condition)
            log_det = log_det + step
        return theta, log_det

    def inverse(self, z, condition):
        for block in reversed(self.blocks):
            z = block.inverse(z, condition)
        return z


def head(inputs, outputs):
    return nn.Sequential(nn.Linear(inputs, 64), nn.ReLU(inplace=True), nn.Linear(64, outputs))


class DeepSet(nn.Module):
    """Two layers for each row, a mean, and a head."""

    def __init__(self, features, outputs):
        super().__init__()
        self.rows = nn.Sequential(
            nn.Linear(features, 64), nn.ReLU(inplace=True), nn.Linear(64, 64), nn.ReLU(inplace=True))
        self.head = head(64, outputs)

    def forward(self, x):
        return self.head(self.rows(x).mean(1))


class Recurrent(nn.Module):
    """An LSTM whose last state goes to a head."""

    def __init__(self, features, outputs):
        super().__init__()
        self.lstm = nn.LSTM(features, 64, batch_first=True)
        self.head = head(64, outputs)

    def forward(self, x):
        _, (state, _) = self.lstm(x)
        return self.head(state[0])


class Convolutions(nn.Module):
    """Convolutions along time, a mean over it, and a head."""

    def __init__(self, features, outputs):
        super().__init__()
        layers, before = [], features
        for width, kernel, stride in ((64, 5, 3), (64, 5, 3), (128, 3, 1), (128, 3, 1)):
            layers += [nn.Conv1d(before, width, kernel, stride=stride, padding=kernel // 2), nn.ReLU(inplace=True)]
            before = width
        self.layers = nn.Sequential(*layers)
        self.head = head(before, outputs)

    def forward(self, x):
        return self.head(self.layers(x.transpose(1, 2)).mean(2))


def summary(case):
    kinds = {"DEEP_SET": DeepSet, "LSTM": Recurrent, "CONV1D": Convolutions}
    if case["summary"] == "NONE":
        return nn.Flatten()
    return kinds[case["summary"]](case["features"], case["condition"])


class Training:
    def __init__(self, case):
        torch.manual_seed(1)
        dimension, condition, batch = case["dimension"], case["condition"], case["batch"]
        self.flow = Flow(dimension, condition, case["hidden"])
        self.summary = summary(case)
        parameters = [*self.flow.parameters(), *self.summary.parameters()]
        self.adam = torch.optim.Adam(parameters, lr=1e-6, foreach=True)
        shape = (batch, case["rows"], case["features"])
        self.batches = [(torch.randn(batch, dimension), torch.randn(shape)) for _ in range(8)]
        self.steps = 0

    def step(self):
        theta, data = self.batches[self.steps % len(self.batches)]
        self.steps += 1
        z, log_det = self.flow(theta, self.summary(data))
        loss = (0.5 * z.square().sum(1) - log_det).mean()
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        return loss.item()


class Sampling:
    """Draws of each of so many data sets; what the condition is given is one vector a data set."""

    def __init__(self, case):
        torch.manual_seed(1)
        self.flow = Flow(case["dimension"], case["condition"], case["hidden"]).eval()
        self.dimension, self.draws, self.piece = case["dimension"], case["draws"], case["piece"]
        self.conditions = torch.randn(case["data_sets"], case["condition"])

    def step(self):
        with torch.inference_mode():
            result = torch.empty(len(self.conditions), self.draws, self.dimension)
            for i, condition in enumerate(self.conditions):
                for first in range(0, self.draws, self.piece):
                    n = min(self.piece, self.draws - first)
                    z = torch.randn(n, self.dimension)
                    result[i, first:first + n] = self.flow.inverse(z, condition.expand(n, -1))
        return result


class Product:
    """Multiplication of two square matrices, as a measure of what the machine can do."""

    def __init__(self, case):
        self.a, self.b = torch.randn(2, case["size"], case["size"])

    def step(self):
        return self.a @ self.b


KINDS = {"training": Training, "sampling": Sampling, "product": Product}


def measure(subject, seconds):
    count, start = 0, time.perf_counter()
    while True:
        subject.step()
        count += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return {"count": count, "seconds": elapsed}


def choose_threads(subject, seconds):
    """One thread or all cores, whatever is faster in the warm-up: small layers gain nothing from two."""
    rates = {}
    for threads in (1, os.cpu_count()):
        torch.set_num_threads(threads)
        subject.step()
        found = measure(subject, seconds)
        rates[threads] = found["count"] / found["seconds"]
    torch.set_num_threads(max(rates, key=rates.get))


def main():
    subjects = {}
    for line in sys.stdin:
        case = json.loads(line)
        if case["kind"] == "about":
            answer = {"torch": torch.__version__, "cores": os.cpu_count()}
        else:
            if case["name"] not in subjects:
                subjects = {case["name"]: KINDS[case["kind"]](case)}
                choose_threads(subjects[case["name"]], case["warm_up"])
            answer = measure(subjects[case["name"]], case["seconds"])
        print(json.dumps(answer), flush=True)


main()
