using k8s;
using k8s.Models;

namespace Ringback.Tests.Charts;

public class ChartTests
{
    public static TheoryData<string, string> Scenarios { get; } =
    [
        .. from values in Directory.EnumerateFiles(
            Path.Combine(Helm.Root, "charts"),
            "*-values.yaml",
            SearchOption.AllDirectories
        )
        let chart = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(values))!)
        orderby values
        select new TheoryDataRow<string, string>(chart, Path.GetRelativePath(Helm.Root, values)),
    ];

    [Theory, MemberData(nameof(Scenarios))]
    public async Task Lints_strictly(string chart, string values)
    {
        var (code, output) = await Helm.RunAsync("lint", "--strict", $"charts/{chart}", "-f", values);

        Assert.True(code == 0, output);
    }

    [Theory, MemberData(nameof(Scenarios))]
    public async Task Renders_only_fields_that_Kubernetes_knows(string chart, string values)
    {
        var objects = await RenderAsync(chart, "-f", values);

        Assert.NotEmpty(objects);
        Assert.All(objects, o => Assert.False(string.IsNullOrEmpty(Metadata(o).Name)));
    }

    [Theory, MemberData(nameof(Scenarios))]
    public async Task Every_pod_is_restricted_and_names_its_resources(string chart, string values)
    {
        var pods = (await RenderAsync(chart, "-f", values)).Select(Pod).OfType<V1PodSpec>().ToList();

        Assert.NotEmpty(pods);
        Assert.All(
            pods,
            pod =>
            {
                Assert.True(pod.SecurityContext.RunAsNonRoot);
                Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
                Assert.False(pod.AutomountServiceAccountToken);
                Assert.All(
                    pod.Containers,
                    container =>
                    {
                        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                        Assert.Contains("memory", container.Resources.Limits.Keys);
                    }
                );
            }
        );
    }

    [Theory, MemberData(nameof(Scenarios))]
    public async Task Secrets_come_by_reference_only(string chart, string values)
    {
        var objects = await RenderAsync(chart, "-f", values);

        Assert.DoesNotContain(objects, o => o is V1Secret);
        var variables = objects
            .Select(Pod)
            .OfType<V1PodSpec>()
            .SelectMany(pod => pod.Containers)
            .SelectMany(c => c.Env)
            .ToList();
        var secret = variables.Where(e => e.Name is "Database" or "Broker").ToList();
        Assert.NotEmpty(secret);
        Assert.All(secret, e => Assert.NotNull(e.ValueFrom?.SecretKeyRef));
    }

    [Theory, MemberData(nameof(Scenarios))]
    public async Task Every_file_that_a_variable_names_is_mounted(string chart, string values)
    {
        foreach (var pod in (await RenderAsync(chart, "-f", values)).Select(Pod).OfType<V1PodSpec>())
        {
            foreach (var container in pod.Containers)
            {
                var mounts = container.VolumeMounts ?? [];
                Assert.Subset(
                    pod.Volumes?.Select(volume => volume.Name).ToHashSet() ?? [],
                    mounts.Select(mount => mount.Name).Where(name => name != "spool").ToHashSet()
                );
                foreach (
                    var file in container.Env.Where(each =>
                        each.Value?.StartsWith("/etc/", StringComparison.Ordinal) == true
                    )
                )
                    Assert.Contains(
                        mounts,
                        mount => file.Value.StartsWith($"{mount.MountPath}/", StringComparison.Ordinal)
                    );
            }
        }
    }

    [Fact]
    public async Task Who_signed_a_mail_servers_certificate_comes_from_a_config_map()
    {
        var objects = await RenderAsync("ringback", "-f", "charts/ringback/ci/alerts-values.yaml");

        var pod = objects
            .Select(Pod)
            .OfType<V1PodSpec>()
            .Single(each => each.Containers[0].Env.Any(e => e.Name == "Alerts__Mail__0__CaFile"));
        Assert.Equal(
            "/etc/ringback-mail-ca/0/ca.pem",
            pod.Containers[0].Env.Single(e => e.Name == "Alerts__Mail__0__CaFile").Value
        );
        Assert.Equal("company-ca", pod.Volumes.Single(volume => volume.Name == "mail-ca-0").ConfigMap.Name);
    }

    [Fact]
    public async Task A_worker_is_one_stateful_set_a_kind_with_a_volume_for_its_spool()
    {
        var sets = (await RenderAsync("ringback-worker", "--set", "region=prague")).OfType<V1StatefulSet>().ToList();

        Assert.Equal(["sip", "rtp", "turn", "https", "websocket", "ntp", "dns", "tcp"], sets.Select(Kind));
        Assert.All(sets, set => Assert.Equal("spool", Assert.Single(set.Spec.VolumeClaimTemplates).Metadata.Name));
        Assert.Equal(
            sets.Count,
            sets.Select(s => s.Spec.Selector.MatchLabels["app.kubernetes.io/component"]).Distinct().Count()
        );

        static string Kind(V1StatefulSet set) =>
            set.Spec.Template.Spec.Containers.Single().Env.Single(e => e.Name == "Kinds").Value;
    }

    [Fact]
    public async Task Selectors_match_the_pods_that_they_are_for()
    {
        var objects = await RenderAsync("ringback", "-f", "charts/ringback/ci/default-values.yaml");

        Assert.All(
            objects.OfType<V1Deployment>(),
            d => AssertSubset(d.Spec.Selector.MatchLabels, d.Spec.Template.Metadata.Labels)
        );
        var service = Assert.Single(objects.OfType<V1Service>());
        Assert.Single(
            objects.OfType<V1Deployment>(),
            d => service.Spec.Selector.All(s => d.Spec.Template.Metadata.Labels.Contains(s))
        );
    }

    [Theory]
    [InlineData("ringback-worker", "region", "region=Prague!")]
    [InlineData("ringback-worker", "kinds", "region=prague,kinds[0]=fax")]
    [InlineData("ringback", "catalog.file", "api.replicas=1")]
    [InlineData("ringback", "replicas", "api.replicas=0")]
    [InlineData("ringback", "databse", "databse.secretName=x")]
    public async Task A_bad_value_is_refused_and_named(string chart, string named, string value)
    {
        var (code, output) = await Helm.RunAsync("template", "t", $"charts/{chart}", "--set", value);

        Assert.NotEqual(0, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
    }

    private static async Task<IList<object>> RenderAsync(string chart, params string[] arguments)
    {
        var (code, output) = await Helm.RunAsync(["template", "t", $"charts/{chart}", .. arguments]);
        Assert.True(code == 0, output);
        return KubernetesYaml.LoadAllFromString(output, strict: true);
    }

    private static V1ObjectMeta Metadata(object o) => ((IKubernetesObject<V1ObjectMeta>)o).Metadata;

    private static V1PodSpec? Pod(object o) =>
        o switch
        {
            V1Deployment d => d.Spec.Template.Spec,
            V1StatefulSet s => s.Spec.Template.Spec,
            V1Job j => j.Spec.Template.Spec,
            _ => null,
        };

    private static void AssertSubset(IDictionary<string, string> part, IDictionary<string, string> whole) =>
        Assert.All(part, pair => Assert.Equal(pair.Value, whole[pair.Key]));
}
