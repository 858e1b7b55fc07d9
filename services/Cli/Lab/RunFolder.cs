namespace Ringback.Cli.Lab;

/// <summary>The one folder that holds all of a lab; with its port claims and its processes it is all there is.</summary>
internal static class RunFolder
{
    private const string LockName = "lock";

    private const UnixFileMode Passable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    public static string OfName(string name) =>
        name.Length is > 0 and <= 40 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? $"/tmp/ringback-lab-{name}"
            : throw new LabException(
                $"'{name}' is no name for a lab: up to 40 letters, digits, '-' and '_'",
                CommandException.BadUsage
            );

    /// <summary>Whatever the umask of the caller, servers that run as other users can pass.</summary>
    public static void Make(string folder)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, Passable);
    }

    /// <summary>Refuses a folder that is no lab's: what is a lab's will be deleted.</summary>
    public static bool Exists(string folder)
    {
        if (!Directory.Exists(folder))
            return false;
        if (Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, LockName)))
            throw new LabException($"{folder} is no lab's folder: it is left as it is");
        return true;
    }

    /// <summary>Held while a lab is changed; released with its holder, however that ends.</summary>
    public static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, LockName),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (DirectoryNotFoundException)
        {
            throw new LabException($"no lab in {folder}");
        }
        catch (IOException)
        {
            throw new LabException($"another command is changing the lab in {folder} at this moment");
        }
    }

    /// <summary>The servers' and the watchdog's processes, dead ones too.</summary>
    public static IEnumerable<(string Name, ProcessMark Process)> Processes(string folder) =>
        Directory
            .EnumerateDirectories(folder)
            .Select(each => (Path.GetFileName(each), ProcessMark.Read(Path.Combine(each, "process"))))
            .Where(each => each.Item2 is not null)
            .Select(each => (each.Item1, each.Item2!.Value));
}
