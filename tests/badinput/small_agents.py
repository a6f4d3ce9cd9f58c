"""Small captures that tell steps: trackers, agents' trajectories, curated data sets."""

from pathlib import Path

from tests.badinput.making import SIZE, TASK, TITLE, TYPED, picture, write_json, write_lines

_CALLS = (
    "pyautogui.click(x=0.5, y=0.25)",
    "pyautogui.doubleClick(x=0.1, y=0.2)",
    "pyautogui.moveTo(x=0.2, y=0.2)\npyautogui.dragTo(x=0.6, y=0.7, button='left')",
    "pyautogui.moveTo(x=0.4, y=0.4)\npyautogui.scroll(-3)",
    f"pyautogui.write(message={TYPED!r})",
    "pyautogui.hotkey(keys=['ctrl', 's'])",
    "pyautogui.press(keys=['enter'])",
    "computer.terminate(status='success')",
)


def agentnet(folder: Path) -> Path:
    """A curated set of two tasks with their pictures."""
    images = folder / "images"
    images.mkdir(parents=True)
    tasks = [_task(images, number) for number in range(2)]
    write_lines(folder / "tasks.jsonl", tasks)
    return folder / "tasks.jsonl"


def _task(images: Path, number: int) -> dict[str, object]:
    steps = []
    for index, code in enumerate(_CALLS):
        name = f"t{number}_{index}.png"
        (images / name).write_bytes(picture(number * 10 + index))
        said = {"observation": f"I see {TITLE}", "thought": "He writes", "action": "Go on"}
        value = {"code": code, **said, "last_step_correct": True, "last_step_redundant": False}
        steps.append({"index": index, "image": name, "value": value})
    about = {"task_id": f"task-{number}", "instruction": TASK, "task_completed": True}
    scores = {"alignment_score": 8, "efficiency_score": 7, "task_difficulty": 3}
    return about | scores | {"natural_language_task": TASK, "traj": steps}


def agentnet_bench(folder: Path) -> Path:
    """One task of the benchmark, with what would have been right."""
    images = folder / "images"
    images.mkdir(parents=True)
    steps = []
    for index, code in enumerate(_CALLS):
        name = f"task_{index}.png"
        (images / name).write_bytes(picture(index))
        monologue = {"observation": TITLE, "thought": "He", "low_level_instruction": "Go on"}
        place = {"position": {"x": 0.5, "y": 0.25}}
        truth = {"type": "click", "params": place, "metadata": {"bboxes": []}}
        steps.append(
            {
                "step_num": index + 1,
                "image": name,
                "action": code,
                "milestone": index == 2,
                "inner_monologue": monologue,
                "ground_truth_actions": [truth],
                "alternative_options": [],
            }
        )
    about = {"task_id": "task", "user_task_description": TASK, "high_level_task_description": TASK}
    write_json(folder / "task.json", about | {"steps": steps})
    return folder / "task.json"


def openadapt_flow(folder: Path) -> Path:
    """A recording of a web page with a picture before and after each step."""
    frames = folder / "frames"
    frames.mkdir(parents=True)
    about = {"id": "0" * 32, "created_at": "2026-03-01T09:30:00.123456+00:00"}
    about |= {"app_url": "http://shop.example/"}
    params = {"params": {"mail": TYPED}, "secret_params": ["password"]}
    write_json(folder / "meta.json", about | {"viewport": list(SIZE)} | params)
    steps: list[dict[str, object]] = [
        {"kind": "click", "x": 30, "y": 20},
        {"kind": "type", "text": TYPED, "param": "mail"},
        {"kind": "key", "key": "Enter"},
        {"kind": "double_click", "x": 40, "y": 30},
        {"kind": "drag", "x": 10, "y": 10, "dx": 20, "dy": 10},
        {"kind": "scroll", "x": 40, "y": 30, "dx": 0, "dy": 300},
    ]
    lines = []
    for number, step in enumerate(steps):
        for moment in ("before", "after"):
            (frames / f"{number:04}_{moment}.png").write_bytes(picture(number))
        structural = {"selector": "#send", "role": "button", "name": "Send"}
        urls = {"url_before": "http://shop.example/", "url_after": f"http://shop.example/#{number}"}
        titles = {"title_before": TITLE, "title_after": TITLE, "pages_before": 1, "pages_after": 1}
        rest = {"structural": structural, "structured_identity": TITLE, "t": 0.5 + number}
        lines.append({"i": number, **step, **urls, **titles, **rest})
    write_lines(folder / "events.jsonl", lines)
    return folder


def osworld(folder: Path) -> Path:
    """The result of an agent's run, a picture after each step."""
    folder.mkdir(parents=True)
    actions = ["pyautogui.click(48, 20)", f"pyautogui.typewrite({TYPED!r})", "WAIT"]
    actions += ["pyautogui.hotkey('ctrl', 's')", "pyautogui.scroll(-3)", "DONE"]
    lines = []
    for number, action in enumerate(actions, 1):
        stamp = f"20260301@0930{number:02}000000"
        name = f"step_{number}_{stamp}.png"
        (folder / name).write_bytes(picture(number))
        about = {"step_num": number, "action_timestamp": stamp, "action": action}
        told = {"response": "I go on", "reward": 0, "done": action == "DONE", "info": {}}
        lines.append(about | told | {"screenshot_file": name})
    write_lines(folder / "traj.jsonl", lines)
    (folder / "result.txt").write_text("1.0\n")
    write_json(folder / "args.json", {"model": "agent", "max_steps": 15})
    (folder / "runtime.log").write_text("started\n")
    return folder


def osworld_manual(folder: Path) -> Path:
    """A trajectory written by hand: actions and reasons, no picture."""
    folder.mkdir(parents=True)
    actions = ["pyautogui.press('win')", f"pyautogui.typewrite({TYPED!r})"]
    actions += ["pyautogui.click(x=30, y=20)", "pyautogui.hotkey('ctrl', 'o')"]
    lines = [
        {"step_id": number, "action": action, "reasoning": f"Open {TITLE}."}
        for number, action in enumerate(actions, 1)
    ]
    write_lines(folder / "trajectory.jsonl", lines)
    return folder


def pctracker(folder: Path) -> Path:
    """A tracked task: a line for each action, its picture, and the task in words."""
    events = folder / "events"
    (events / "screenshot").mkdir(parents=True)
    actions = ["click (48, 20)", f"type text: {TYPED}", "press key enter", "hotkey (ctrl, C)"]
    actions += ["press (10, 10)", "drag to (60, 40)", "scroll (0, -2)", "wait", "finish"]
    lines = []
    for number, action in enumerate(actions, 1):
        name = f"20260301_0930{number:02}_{number}.png"
        (events / "screenshot" / name).write_bytes(picture(number))
        rect = {"left": 40, "top": 10, "right": 60, "bottom": 30}
        about = {"timestamp": f"2026-03-01_09:30:{number:02}", "action": action}
        told = {"screenshot": f"screenshot\\{name}", "element": TITLE, "rect": rect}
        lines.append(about | told)
    write_lines(events / "task1_20260301_093000.jsonl", lines)
    words = f"# Task\n**Description:** {TASK}\n\n**Level:** easy\n"
    (events / "task1_20260301_093000.md").write_text(words, encoding="utf-8")
    return events
