using System.CommandLine;
using Ringback.Cli.Lab;

namespace Ringback.Cli.Commands;

internal static class LabUpCommand
{
    private static readonly Option<string?> Servers = new("--servers")
    {
        Description = "Servers to start, divided by commas, if not all of infra/lab",
    };

    private static readonly Option<int?> OwnerPid = new("--owner-pid")
    {
        Description = "Take the lab down when this process ends, however it ends",
    };

    public static Command Create(Func<ParseResult, string> folderOf)
    {
        Command up = new("up", "Start the servers and wait until each answers") { Servers, OwnerPid };
        up.SetAction(
            async (parsed, cancel) =>
            {
                var servers = parsed
                    .GetValue(Servers)
                    ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                var started = TimeProvider.System.GetTimestamp();
                var lab = await LoopbackLab.UpAsync(
                    folderOf(parsed),
                    servers ?? ServerPlans.Names,
                    parsed.GetValue(OwnerPid),
                    cancel
                );
                Console.WriteLine(
                    $"{string.Join(", ", lab.Servers.Select(server => server.Name))} up in {lab.Folder} "
                        + $"after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s"
                );
                return 0;
            }
        );
        return up;
    }
}
