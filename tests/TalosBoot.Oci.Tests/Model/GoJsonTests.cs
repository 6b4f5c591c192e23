using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Tests.Model;

[TestFixture]
sealed class GoJsonTests
{
    [Test]
    public void The_empty_configuration_has_upstreams_digest()
    {
        var json = GoJson.Serialize(new ImageConfig());
        Assert.That(json, Has.Length.EqualTo(115));
        Assert.That(Digest.Sha256(json).Hex, Is.EqualTo("5b943e2b943f6c81dbbd4e2eca5121f4fcc39139e3d1219d6d89bd925b77d9fe"));
    }

    [Test]
    public void The_empty_manifest_has_upstreams_digest()
    {
        var config = GoJson.Serialize(new ImageConfig());
        var json = GoJson.Serialize(new OciManifest
        {
            MediaType = OciMediaTypes.DockerManifest,
            Config = new OciDescriptor { MediaType = OciMediaTypes.DockerConfig, Size = config.Length, Digest = Digest.Sha256(config) },
            Layers = [],
        });
        Assert.That(json, Has.Length.EqualTo(264));
        Assert.That(Digest.Sha256(json).Hex, Is.EqualTo("732112270d7e59418a8c080b134b24cabd67d250d0d0147a97ed95ba5c280aa4"));
    }

    [Test]
    public void The_empty_index_has_upstreams_digest()
    {
        var json = GoJson.Serialize(new OciIndex { MediaType = OciMediaTypes.Index, Manifests = [] });
        Assert.That(json, Has.Length.EqualTo(88));
        Assert.That(Digest.Sha256(json).Hex, Is.EqualTo("dff9de10919148711140d349bf03f1a99eb06f94b03e51715ccebfa7cdc518e2"));
    }

    [Test]
    public void Strings_are_escaped_as_in_go()
    {
        var json = GoJson.Serialize(new ImageConfig
        {
            Runtime = new ImageRuntimeConfig { Labels = new Dictionary<string, string> { ["b<"] = "\"\\\b\f\n\r\t\u0001\u001f\u007f+'\u00e9\u2028\ud83d\ude00\ud800>&", ["a"] = "" } },
        });
        Assert.That(
            Encoding.UTF8.GetString(json),
            Does.Contain("{\"a\":\"\",\"b\\u003c\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\u007f+'\u00e9\\u2028\ud83d\ude00\ufffd\\u003e\\u0026\"}"));
    }

    [Test]
    public void Indentation_breaks_members_and_not_what_is_empty()
    {
        var descriptor = new OciDescriptor { MediaType = "m", Size = 1, Digest = Digest.Sha256("x"u8), Platform = new OciPlatform { Architecture = "a", OperatingSystem = "o" } };
        Assert.That(
            Encoding.UTF8.GetString(GoJson.Serialize(new OciIndex { Manifests = [descriptor] }, 3)),
            Is.EqualTo(
                "{\n   \"schemaVersion\": 2,\n   \"manifests\": [\n      {\n         \"mediaType\": \"m\",\n         \"size\": 1,\n"
                + "         \"digest\": \"sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\",\n"
                + "         \"platform\": {\n            \"architecture\": \"a\",\n            \"os\": \"o\"\n         }\n      }\n   ]\n}"));
        Assert.That(Encoding.UTF8.GetString(GoJson.Serialize(new OciIndex { Manifests = [] }, 3)), Is.EqualTo("{\n   \"schemaVersion\": 2,\n   \"manifests\": []\n}"));
    }

    [Test]
    public void Every_field_of_a_configuration_has_its_place()
    {
        // The order and the omissions are those of go-containerregistry's v1.Config (oci.md 11.2).
        const string json = "{\"architecture\":\"amd64\",\"author\":\"a\",\"container\":\"c\",\"created\":\"2026-01-02T03:04:05Z\",\"docker_version\":\"d\","
            + "\"history\":[{\"created\":\"2026-01-02T03:04:05Z\",\"empty_layer\":true}],\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":null},"
            + "\"config\":{\"AttachStderr\":true,\"AttachStdin\":true,\"AttachStdout\":true,\"Cmd\":[\"1\"],\"Healthcheck\":{\"Test\":[\"CMD\",\"2\"],"
            + "\"Interval\":30000000000,\"Timeout\":5,\"StartPeriod\":6,\"Retries\":7},\"Domainname\":\"8\",\"Entrypoint\":[\"9\"],\"Env\":[\"A=1\"],"
            + "\"Hostname\":\"h\",\"Image\":\"i\",\"Labels\":{\"l\":\"m\"},\"OnBuild\":[\"n\"],\"OpenStdin\":true,\"StdinOnce\":true,\"Tty\":true,\"User\":\"u\","
            + "\"Volumes\":{\"/a\":{},\"/b\":{}},\"WorkingDir\":\"/w\",\"ExposedPorts\":{\"443/tcp\":{},\"80/tcp\":{}},\"ArgsEscaped\":true,"
            + "\"NetworkDisabled\":true,\"MacAddress\":\"02:00\",\"StopSignal\":\"TERM\",\"Shell\":[\"/bin/sh\"]},\"os.version\":\"10\",\"variant\":\"v2\",\"os.features\":[\"f\"]}";
        Assert.That(Encoding.UTF8.GetString(GoJson.Serialize(OciDocuments.ReadConfig(Encoding.UTF8.GetBytes(json), "test"))), Is.EqualTo(json));
    }

    [Test]
    public void Names_come_in_order_and_once_and_their_values_do_not_count()
    {
        const string json = "{\"config\":{\"Volumes\":{\"b\":null,\"a\":{\"x\":[1]},\"b\":{}},\"ExposedPorts\":null,\"Healthcheck\":{\"Retries\":0}}}";
        var config = OciDocuments.ReadConfig(Encoding.UTF8.GetBytes(json), "test");
        Assert.That(Encoding.UTF8.GetString(GoJson.Serialize(config)), Does.Contain("\"config\":{\"Healthcheck\":{},\"Volumes\":{\"a\":{},\"b\":{}}}"));
    }
}
