using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Ringback.Cli.Lab;

/// <summary>The folders under <c>infra/lab</c>.</summary>
internal static class ServerPlans
{
    public const string FileName = "server.yaml";

    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithEnforceRequiredMembers()
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary><c>RINGBACK_LAB_SOURCE</c>, or the first <c>infra/lab</c> on the way up from the program.</summary>
    public static string Source { get; } = Environment.GetEnvironmentVariable("RINGBACK_LAB_SOURCE") ?? FindSource();

    public static IReadOnlyList<string> Names =>
        [
            .. Directory
                .EnumerateDirectories(Source)
                .Where(folder => File.Exists(Path.Combine(folder, FileName)))
                .Select(folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal),
        ];

    public static string FolderOf(string server) => Path.Combine(Source, server);

    /// <summary>The servers and all that they need, each once, needed ones first.</summary>
    /// <exception cref="LabException">One is unknown, or its file is not right.</exception>
    public static IReadOnlyList<(string Name, ServerPlan Plan)> WithNeeds(IEnumerable<string> servers)
    {
        List<(string Name, ServerPlan Plan)> found = [];
        foreach (var server in servers)
            Add(server, []);
        return found;

        void Add(string server, string[] path)
        {
            if (path.Contains(server))
                throw new LabException($"servers need each other in a circle: {string.Join(" > ", [.. path, server])}");
            if (found.Any(each => each.Name == server))
                return;
            var plan = Read(server);
            foreach (var needed in plan.Needs)
                Add(needed, [.. path, server]);
            found.Add((server, plan));
        }
    }

    public static ServerPlan Read(string server)
    {
        if (!Names.Contains(server))
            throw new LabException(
                $"'{server}' is no server of the lab; there are {string.Join(", ", Names)}",
                CommandException.BadUsage
            );
        var file = Path.Combine(FolderOf(server), FileName);
        try
        {
            return Yaml.Deserialize<ServerPlan>(File.ReadAllText(file));
        }
        catch (YamlException wrong)
        {
            throw new LabException($"{file}:{wrong.Start.Line}: {wrong.InnerException?.Message ?? wrong.Message}");
        }
    }

    private static string FindSource()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "infra", "lab")))
                return Path.Combine(folder.FullName, "infra", "lab");
        throw new LabException(
            $"no folder infra/lab above {AppContext.BaseDirectory}: the lab is part of the repository; RINGBACK_LAB_SOURCE can name it"
        );
    }
}
