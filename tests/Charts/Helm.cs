using System.Diagnostics;

namespace Ringback.Tests.Charts;

/// <summary>The helm program that <c>infra/install.sh</c> put beside the repository's other tools.</summary>
internal static class Helm
{
    public static string Root { get; } = FindRoot();

    /// <returns>Exit code, and standard output and error together.</returns>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, "artifacts/tools/helm"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        };
        foreach (var folder in new[] { "CACHE", "CONFIG", "DATA" })
            start.Environment[$"HELM_{folder}_HOME"] = Path.Combine(Root, "artifacts/tools/helm-home", folder);

        using var helm = Process.Start(start)!;
        var output = helm.StandardOutput.ReadToEndAsync();
        var errors = helm.StandardError.ReadToEndAsync();
        await helm.WaitForExitAsync();
        return (helm.ExitCode, await output + await errors);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ringback.slnx")))
            folder =
                Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("No Ringback.slnx above the tests.");

        return folder;
    }
}
