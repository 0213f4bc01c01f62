//! One look at processor and memory.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// Where a container sees its own control group.
const CPU: &str = "/sys/fs/cgroup/cpu.stat";
const MEMORY: &str = "/sys/fs/cgroup/memory.current";
const LIMIT: &str = "/sys/fs/cgroup/memory.max";
/// What the machine says.
const STAT: &str = "/proc/stat";
const MEMINFO: &str = "/proc/meminfo";
/// MLflow counts megabytes of a million bytes.
const MEGABYTE: f64 = 1e6;
/// Ticks of `/proc/stat` in a second, on every Linux of today.
const TICKS: f64 = 100.0;

/// Remembers the last look: processor time is told by its sum.
pub(super) struct Sampler {
    seen: Option<(Instant, Duration)>,
}

impl Sampler {
    pub(super) fn start() -> Self {
        Self {
            seen: cpu_time().map(|time| (Instant::now(), time)),
        }
    }

    /// Names of MLflow's metrics, without `system/`, and their values since the last look.
    pub(super) fn sample(&mut self) -> Vec<(&'static str, f64)> {
        let mut found = Vec::new();
        found.extend(
            self.cpu()
                .map(|share| ("cpu_utilization_percentage", share)),
        );
        if let Some((used, all)) = memory() {
            found.push(("system_memory_usage_megabytes", used / MEGABYTE));
            found.push(("system_memory_usage_percentage", 100.0 * used / all));
        }
        found
    }

    /// The share of all processors, 0 to 100.
    fn cpu(&mut self) -> Option<f64> {
        let (now, time) = (Instant::now(), cpu_time()?);
        let (before, earlier) = self.seen.replace((now, time))?;
        let passed = now.duration_since(before).as_secs_f64();
        let worked = time.saturating_sub(earlier).as_secs_f64();
        let processors = thread::available_parallelism().map_or(1, usize::from);
        (passed > 0.0).then(|| (100.0 * worked / passed / processors as f64).min(100.0))
    }
}

/// Processor time of the control group, else of the machine.
fn cpu_time() -> Option<Duration> {
    let of_group = || {
        let text = fs::read_to_string(CPU).ok()?;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("usage_usec "))?;
        Some(Duration::from_micros(line.trim().parse().ok()?))
    };
    of_group().or_else(|| busy(&fs::read_to_string(STAT).ok()?))
}

/// The time in which the machine was not idle, from the text of `/proc/stat`.
fn busy(stat: &str) -> Option<Duration> {
    let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<f64> = line
        .split_whitespace()
        .map_while(|tick| tick.parse().ok())
        .collect();
    // user, nice, system, idle, iowait, and more that is work
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    let all: f64 = ticks.iter().take(8).sum();
    Some(Duration::from_secs_f64((all - idle).max(0.0) / TICKS))
}

/// Bytes in use and bytes that there are: of the control group where it has a limit, else of the machine.
fn memory() -> Option<(f64, f64)> {
    let number = |path| fs::read_to_string(path).ok()?.trim().parse::<f64>().ok();
    let machine = || meminfo(&fs::read_to_string(MEMINFO).ok()?);
    number(MEMORY).zip(number(LIMIT)).or_else(machine)
}

/// The same from the text of `/proc/meminfo`.
fn meminfo(text: &str) -> Option<(f64, f64)> {
    let bytes = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
        Some(1024.0 * kibibytes)
    };
    let all = bytes("MemTotal:")?;
    Some((all - bytes("MemAvailable:")?, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_says_is_understood() {
        let stat = "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3\n";
        assert_eq!(busy(stat), Some(Duration::from_millis(1500)));
        let text = "MemTotal:       4000 kB\nMemFree: 1 kB\nMemAvailable:   1000 kB\n";
        assert_eq!(meminfo(text), Some((3_072_000.0, 4_096_000.0)));
        assert_eq!(busy("nothing"), None);
        assert_eq!(meminfo(""), None);
    }
}
