using System.Diagnostics;

namespace Ringback.Cli.Lab;

/// <summary>Starts processes that are their own session, so that Ctrl-C in a terminal does not reach them.</summary>
internal static class Launcher
{
    // The process writes who it is before it becomes the server: whatever happens to the lab's owner, the lab can be taken down.
    private const string Become =
        "umask 022 && read -r stat </proc/self/stat && printf '%s\\n' \"$stat\" >\"$0\" && "
        + "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- && exec \"$@\" </dev/null >>log 2>&1";

    private static readonly string SearchPath = string.Join(
        ':',
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Union(["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"])
    );

    /// <summary>Starts the words as the server's user, in its folder, output to its log.</summary>
    public static Process Start(Server server, string[] words)
    {
        string[] asUser =
            server.User is { } user && Environment.IsPrivilegedProcess
                ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups"]
                : [];
        return Start(server.Folder, server.ProcessFile, [.. asUser, .. words], server.Environment);
    }

    public static Process Start(
        string folder,
        string processFile,
        string[] words,
        IReadOnlyDictionary<string, string> environment
    )
    {
        File.Delete(processFile);
        var start = new ProcessStartInfo("/usr/bin/setsid", ["sh", "-c", Become, processFile, .. words])
        {
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["HOME"] = folder;
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new LabException($"{words[0]} could not be started");
    }

    /// <exception cref="LabException">A binary is missing; the message names the package.</exception>
    public static void CheckInstalled(Server server)
    {
        var missing = server.Requires.Where(each => !IsInstalled(each.Key)).ToList();
        if (missing.Count > 0)
            throw new LabException(
                $"{server.Name}: {string.Join(", ", missing.Select(each => $"'{each.Key}'"))} is not installed; "
                    + $"run infra/install.sh, or: apt-get install {string.Join(' ', missing.Select(each => each.Value).Distinct())}"
            );
    }

    private static bool IsInstalled(string binary) =>
        SearchPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, binary)));
}
