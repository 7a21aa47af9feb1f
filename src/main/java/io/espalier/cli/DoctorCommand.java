package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;

/** {@code espalier doctor}: what this machine offers, and what it lacks. */
@Parameters(commandNames = "doctor", commandDescription = "Says what this machine offers and what is missing.")
final class DoctorCommand implements Command {
    @Parameter(names = "--json", description = "Prints one JSON document.")
    private boolean json;

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @Override
    public int run(Console console) throws Exception {
        arguments.require("doctor");
        MachineReport report = new MachineProbe(Path.of("/"), System.getenv()).report(Path.of("runs"));
        if (json) {
            console.out()
                    .println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.toMap()));
        } else {
            report.lines().forEach(console.out()::println);
        }
        return 0;
    }
}
