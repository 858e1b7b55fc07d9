using System.Globalization;
using Ringback.Tests.Fuzz;
using Ringback.Tests.Fuzz.Targets;

// Usage: Ringback.Fuzz [--inputs N] [--seconds N] [--seed N] [--folder DIR] [target ...]
if (args is not [Instrumented.Mark, ..])
    return Instrumented.Run(args);

CoverageMap.Install();
IFuzzTarget[] targets =
[
    new SipTarget(),
    new SipStreamTarget(),
    new SdpTarget(),
    new RtpTarget(),
    new RtcpTarget(),
    new StunTarget(),
    new WebSocketTarget(),
    new DnsTarget(),
    new WebSocketFramesTarget(),
    new NtpTarget(),
    new OcspTarget(),
];

var inputs = Number("--inputs", long.MaxValue);
var longest = TimeSpan.FromSeconds(Math.Min(Number("--seconds", 86_400), 86_400));
var seed = (int)Number("--seed", Environment.ProcessId);
var folder = Path.GetFullPath(Text("--folder") ?? "artifacts/fuzz");
var names = targets.Select(t => t.Name).Where(args.Contains).ToHashSet();
var chosen = targets.Where(t => names.Count == 0 || names.Contains(t.Name)).ToList();
var good = true;
foreach (var target in chosen)
    good &= new Hunt(target, seed, folder).Run(inputs, longest);

return good ? 0 : 1;

string? Text(string option) =>
    Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

long Number(string option, long otherwise) =>
    Text(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
