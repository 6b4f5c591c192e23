namespace TalosBoot.Oci.Model;

public static partial class GoJson
{
    static void WriteRuntime(GoJsonWriter writer, ImageRuntimeConfig runtime)
    {
        writer.Begin('{').Flag("AttachStderr", runtime.AttachStandardError);
        writer.Flag("AttachStdin", runtime.AttachStandardInput);
        writer.Flag("AttachStdout", runtime.AttachStandardOutput);
        writer.Texts("Cmd", runtime.Command);
        WriteHealthCheck(writer, runtime.HealthCheck);
        writer.Text("Domainname", runtime.DomainName);
        writer.Texts("Entrypoint", runtime.EntryPoint);
        writer.Texts("Env", runtime.Environment);
        writer.Text("Hostname", runtime.HostName);
        writer.Text("Image", runtime.Image);
        writer.Map("Labels", runtime.Labels);
        writer.Texts("OnBuild", runtime.OnBuild);
        writer.Flag("OpenStdin", runtime.OpenStandardInput);
        writer.Flag("StdinOnce", runtime.StandardInputOnce);
        writer.Flag("Tty", runtime.Terminal);
        writer.Text("User", runtime.User);
        writer.Names("Volumes", runtime.Volumes);
        writer.Text("WorkingDir", runtime.WorkingDirectory);
        writer.Names("ExposedPorts", runtime.ExposedPorts);
        writer.Flag("ArgsEscaped", runtime.ArgumentsEscaped);
        writer.Flag("NetworkDisabled", runtime.NetworkDisabled);
        writer.Text("MacAddress", runtime.MacAddress);
        writer.Text("StopSignal", runtime.StopSignal);
        writer.Texts("Shell", runtime.Shell);
        writer.End('}');
    }

    static void WriteHealthCheck(GoJsonWriter writer, ImageHealthCheck? check)
    {
        if (check is null)
        {
            return;
        }

        writer.Name("Healthcheck").Begin('{').Texts("Test", check.Test);
        writer.Number("Interval", check.IntervalInNanoseconds);
        writer.Number("Timeout", check.TimeoutInNanoseconds);
        writer.Number("StartPeriod", check.StartPeriodInNanoseconds);
        writer.Number("Retries", check.Retries);
        writer.End('}');
    }
}
