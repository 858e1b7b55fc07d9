using System.Runtime.InteropServices;

namespace Ringback.Cli.Lab;

/// <summary>A shell loop beside the servers that takes the lab down when its owner is gone, killed ones included.</summary>
internal static class Watchdog
{
    public const string Name = "watchdog";

    public static void Start(string runFolder, int owner)
    {
        var stat = ProcessStat.Of(owner) ?? throw new LabException($"no process {owner} to own the lab");
        var folder = Path.Combine(runFolder, Name);
        Directory.CreateDirectory(folder);
        Launcher.Start(
            folder,
            Path.Combine(folder, "process"),
            [
                "sh",
                Path.Combine(ServerPlans.Source, "watchdog.sh"),
                $"{stat.Id}",
                $"{stat.StartTime}",
                runFolder,
                DotNet(),
                Path.Combine(AppContext.BaseDirectory, "Ringback.Cli.dll"),
                "lab",
                "down",
                "--folder",
                runFolder,
            ],
            new Dictionary<string, string>()
        );
    }

    // <root>/shared/Microsoft.NETCore.App/<version>/ is where the runtime of this process lies.
    private static string DotNet() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
