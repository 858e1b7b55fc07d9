using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ringback.CatalogFiles.Checks;
using Ringback.ProbeWorker.Probes;
using Check = Ringback.Model.Catalogs.Checks.Check;

namespace Ringback.Tests.Unit;

/// <summary>The plan of the house: which room may know which, and what may only be in one place.</summary>
public partial class HousePlanTests
{
    /// <summary>What a room may name in its project file; the command line may know all.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Protocols"] = [],
        ["Model"] = [],
        ["CatalogFiles"] = ["Model", "YamlDotNet"],
        ["Store"] = ["Model", "Npgsql"],
        ["ServiceDefaults"] = ["Microsoft.AspNetCore.App", "OpenTelemetry.*"],
        ["ProbeWorker"] =
        [
            "Model",
            "Protocols",
            "ServiceDefaults",
            "RabbitMQ.Client",
            "Microsoft.Data.Sqlite",
            "BouncyCastle.Cryptography",
        ],
        ["Aggregator"] =
        [
            "Model",
            "CatalogFiles",
            "Store",
            "ServiceDefaults",
            "MassTransit.*",
            "RabbitMQ.Client",
            "MailKit",
            "Dapr.Client",
        ],
        ["Api"] =
        [
            "Model",
            "CatalogFiles",
            "Store",
            "ServiceDefaults",
            "Microsoft.AspNetCore.OpenApi",
            "Parquet.Net",
            "Microsoft.AspNetCore.Authentication.JwtBearer",
        ],
        ["Cli"] = [".*"],
    };

    /// <summary>Types and members that would make a codec depend on the world; members as Type.Member.</summary>
    private static readonly string[] ForbiddenInProtocols =
    [
        "System.Net.Sockets.(?!AddressFamily$).*",
        "System.Net.Dns",
        "System.Net.Http.*",
        "System.Net.Security.*",
        "System.IO.(File|FileStream|FileInfo|Directory|DirectoryInfo|Path|Stream|Stream(Reader|Writer))",
        "System.Random",
        "System.Security.Cryptography.RandomNumberGenerator",
        "System.Guid.(NewGuid|CreateVersion7)",
        "System.Diagnostics.(Stopwatch|Process)",
        "System.TimeProvider",
        "System.Date(Time|TimeOffset).get_(Now|UtcNow|Today)",
        "System.Environment.(get_TickCount|get_TickCount64|GetEnvironmentVariable)",
        "System.Console",
        "System.Threading.(Thread|Timer|PeriodicTimer)",
        "System.Threading.Tasks.*",
        "Microsoft.Extensions.*",
    ];

    public static TheoryData<string> Rooms => [.. MayKnow.Keys];

    [Fact]
    public void Every_room_is_in_the_plan() =>
        Assert.Equal(
            MayKnow.Keys.Order(),
            Directory.EnumerateDirectories(Path.Combine(Repository.Root, "services")).Select(Path.GetFileName).Order()
        );

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_names_only_what_it_may_know(string room)
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "services", room, $"{room}.csproj"));
        var named = project
            .Descendants()
            .Where(e =>
                e.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference" or "Reference"
            )
            .Select(e => e.Attribute("Include")!.Value)
            .Select(n => n.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(n) : n);

        Assert.DoesNotContain(named, name => !IsOneOf(name, MayKnow[room]));
    }

    /// <summary>A project sees what its references reference; this holds what its code really uses.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_rooms_code_uses_no_room_that_it_may_not_know(string room)
    {
        var used = AssemblyOf(room)
            .GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(n => n.StartsWith("Ringback.", StringComparison.Ordinal))
            .Select(n => n["Ringback.".Length..]);

        Assert.DoesNotContain(used, name => !IsOneOf(name, MayKnow[room]));
    }

    [Theory]
    [InlineData("Protocols")]
    [InlineData("Model")]
    public void The_pure_rooms_use_nothing_but_the_runtime(string room)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        Assert.DoesNotContain(
            AssemblyOf(room).GetReferencedAssemblies(),
            a => !File.Exists(Path.Combine(runtime, $"{a.Name}.dll"))
        );
    }

    [Fact]
    public void Protocols_touches_no_socket_no_file_no_clock_and_no_chance() =>
        Assert.DoesNotContain(UsesOf("Protocols"), use => IsOneOf(use, ForbiddenInProtocols));

    [Fact]
    public void Model_touches_no_socket_and_no_file() =>
        Assert.DoesNotContain(UsesOf("Model"), use => IsOneOf(use, [.. ForbiddenInProtocols[..5]]));

    [Fact]
    public void No_probe_knows_another()
    {
        var folders = CheckKinds.All.Select(k => char.ToUpperInvariant(k.Name[0]) + k.Name[1..]).ToList();
        foreach (var own in folders)
        {
            var folder = $"services/ProbeWorker/Probes/{own}";
            if (!Directory.Exists(Path.Combine(Repository.Root, folder)))
                continue;

            var others = folders.Where(f => f != own).ToList();
            Assert.DoesNotContain(
                Repository.Sources(folder),
                file => others.Any(f => Names(File.ReadAllText(file), f))
            );
        }

        Assert.DoesNotContain(
            Repository.Sources("services/ProbeWorker"),
            file => GlobalUsingOfAProbe().IsMatch(File.ReadAllText(file))
        );
    }

    [Fact]
    public void Every_probe_is_in_the_one_list()
    {
        var probes = typeof(IProbe<>)
            .Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.GetInterfaces().Any(IsProbe))
            .ToList();
        var list = File.ReadAllText(Path.Combine(Repository.Root, "services/ProbeWorker/Probes/ProbeList.cs"));

        Assert.DoesNotContain(probes, p => !Regex.IsMatch(list, $@"\b{p.Name}\b"));
        Assert.Equal(probes.Count, ProbeList.Kinds.Count);
        Assert.DoesNotContain(ProbeList.Kinds, k => CheckKinds.All.All(c => c.Name != k.Name));

        static bool IsProbe(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IProbe<>);
    }

    [Fact]
    public void Every_kind_of_the_model_can_be_read_from_a_catalog()
    {
        var kinds = typeof(Check).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        var records = typeof(Check).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(Check)));

        Assert.Equal(records.Select(t => t.Name).Order(), kinds.Select(k => k.DerivedType.Name).Order());
        Assert.Equal(
            kinds.Select(k => (string)k.TypeDiscriminator!).Order(),
            CheckKinds.All.Select(k => k.Name).Order()
        );
    }

    /// <summary>The worker's spool is a database of its own: its SQL may be in <c>Delivery</c>.</summary>
    [Fact]
    public void All_sql_is_in_the_store()
    {
        var elsewhere = Repository
            .Sources("services")
            .Select(f => Path.GetRelativePath(Path.Combine(Repository.Root, "services"), f))
            .Where(f => !f.StartsWith("Store/", StringComparison.Ordinal))
            .Where(f => !f.StartsWith("ProbeWorker/Delivery/", StringComparison.Ordinal));

        Assert.DoesNotContain(
            elsewhere,
            f => File.ReadLines(Path.Combine(Repository.Root, "services", f)).Any(line => Sql().IsMatch(line))
        );
    }

    /// <summary>Else a setting that an older catalog lacks would be zero, not as usual.</summary>
    [Fact]
    public void Catalogs_are_read_in_one_way() =>
        Assert.DoesNotContain(
            Repository.Sources("services"),
            file => GeneratedReaderOfCatalogs().IsMatch(File.ReadAllText(file))
        );

    /// <summary>By namespace, or by a type of it qualified from the common parent.</summary>
    private static bool Names(string source, string folder)
    {
        var types = typeof(IProbe<>)
            .Assembly.GetTypes()
            .Where(t => !t.IsNested && t.Namespace == $"Ringback.ProbeWorker.Probes.{folder}")
            .Select(t => Regex.Escape(t.Name.Split('`')[0]))
            .Append("(?!)");
        return Regex.IsMatch(source, $@"\bProbes\.{folder}\b|(?<![\w.]){folder}\.({string.Join('|', types)})\b");
    }

    /// <summary>A statement in code, not prose: comments are left out.</summary>
    [GeneratedRegex(
        @"^(?!\s*(//|\*)).*\b(SELECT\s+\S.*\bFROM\b|INSERT\s+INTO\s+\w|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\s+\w|(CREATE|ALTER|DROP)\s+(TABLE|INDEX)\s+\w)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Sql();

    [GeneratedRegex(@"Deserialize(Async)?\([^;]*ModelJson\.Default\.(Catalog|MaintenanceWindow)\b")]
    private static partial Regex GeneratedReaderOfCatalogs();

    [GeneratedRegex(@"global\s+using\s+(static\s+)?[\w.]*\bProbes\.(?!Net\b)\w")]
    private static partial Regex GlobalUsingOfAProbe();

    private static bool IsOneOf(string name, IEnumerable<string> patterns) =>
        patterns.Any(p => Regex.IsMatch(name, $"^(?:{p})$"));

    private static Assembly AssemblyOf(string room) => Assembly.Load($"Ringback.{room}");

    /// <summary>Every type and member of another assembly that the room's code names.</summary>
    private static List<string> UsesOf(string room)
    {
        using var file = new PEReader(File.OpenRead(AssemblyOf(room).Location));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.ToDictionary(
            h => (EntityHandle)h,
            h =>
                metadata.GetTypeReference(h) is var t
                    ? $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}"
                    : ""
        );
        var members = metadata
            .MemberReferences.Select(metadata.GetMemberReference)
            .Where(m => types.ContainsKey(m.Parent))
            .Select(m => $"{types[m.Parent]}.{metadata.GetString(m.Name)}");
        return [.. types.Values, .. members];
    }
}
