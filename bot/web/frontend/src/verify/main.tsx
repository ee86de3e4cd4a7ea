// Entry of the verify page.
import "../common/base.css";
import "./verify.css";
import { render } from "preact";
import { markLanguage } from "../common/lang";
import { answerWorker } from "../common/updates";
import { registerWorker } from "../common/worker";
import { Register } from "./register";
import { App } from "./ui/app";

markLanguage();
const place = document.getElementById("app");
if (place) render(<App register={new Register()} />, place);
registerWorker();
answerWorker();
